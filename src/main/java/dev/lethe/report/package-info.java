/** What a comparison of losses leaves behind: a table, results.json, ledgers and a page to look at. */
package dev.lethe.report;
