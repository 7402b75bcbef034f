/** The frame of the studies: what a study is asked, what it answers, and the claims it checks. */
package dev.lethe.study;
