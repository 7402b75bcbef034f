/** Finding labels that are probably wrong, without knowing the true ones. */
package dev.lethe.audit;
