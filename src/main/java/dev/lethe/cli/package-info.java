/** The command line: options, progress, messages and exit codes. */
package dev.lethe.cli;
