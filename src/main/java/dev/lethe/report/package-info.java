/** What a comparison of losses, or a study, leaves behind: tables, results.json, ledgers and a page to look at. */
package dev.lethe.report;
