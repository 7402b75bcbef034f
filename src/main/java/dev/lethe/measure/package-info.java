/** Statistics on the host: how good a ranking is, and which of two groups a number belongs to. */
package dev.lethe.measure;
