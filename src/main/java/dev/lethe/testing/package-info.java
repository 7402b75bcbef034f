/** What checks an operation: its derivative, its bits, its memory. For operations of users as for built-in ones. */
package dev.lethe.testing;
