/** Modules, their parameters in flat vectors, and ready networks. */
package dev.lethe.nn;
