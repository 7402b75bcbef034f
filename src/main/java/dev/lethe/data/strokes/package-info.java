/** A built-in set of drawn digits, so that a network can be trained with no data on disk. */
package dev.lethe.data.strokes;
