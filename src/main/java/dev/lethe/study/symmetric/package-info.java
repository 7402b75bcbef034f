/** The study of symmetric losses: which losses memorize random labels (Patel and Sastry, 2021). */
package dev.lethe.study.symmetric;
