/** What numbers of single examples tell of wrong labels, and when. */
package dev.lethe.study.perexample;
