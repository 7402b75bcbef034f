/** Which loss learns best from wrong labels: all of them, over kinds of noise and seeds. */
package dev.lethe.study.robust;
