/** The study of early learning: networks learn true labels first and memorize wrong ones later (Liu et al., 2020). */
package dev.lethe.study.early;
