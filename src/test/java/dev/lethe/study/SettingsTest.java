package dev.lethe.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    private static final List<Setting> KNOWN = List.of(
            Setting.integer("epochs", "passes", 40, 2, 1, 100),
            Setting.number("sigma", "spread", 0.2, 0.1, 0, 1),
            Setting.choice("start", "where", "here", "there"),
            Setting.text("data", "SPEC", "data", "strokes:2000", "strokes:40"));

    @Test
    void whatIsNotGivenIsStandardOrQuick() {
        Settings standard = new Settings(KNOWN, Map.of("sigma", "0.5"), false);
        assertEquals(40, standard.integer("epochs"));
        assertEquals(0.5, standard.number("sigma"));
        Settings quick = new Settings(KNOWN, Map.of("start", "there", "epochs", "7"), true);
        assertEquals(7, quick.integer("epochs"));
        assertEquals(0.1, quick.number("sigma"));
        assertEquals("there", quick.text("start"));
        assertEquals("strokes:40", quick.text("data"));
        assertEquals(
                List.of("epochs", "sigma", "start", "data"),
                List.copyOf(quick.all().keySet()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "epochs|0|--epochs '0': a whole number from 1 to 100 is expected",
                "epochs|101|--epochs '101': a whole number from 1 to 100 is expected",
                "epochs|2.5|--epochs '2.5': a whole number from 1 to 100 is expected",
                "sigma|-0.1|--sigma '-0.1': a number from 0.0 to 1.0 is expected",
                "sigma|NaN|--sigma 'NaN': a number from 0.0 to 1.0 is expected",
                "sigma|wide|--sigma 'wide': a number from 0.0 to 1.0 is expected",
                "start|nowhere|--start 'nowhere': one of here, there is expected",
                "tempo|3|there is no setting 'tempo'; there are epochs, sigma, start, data",
            })
    void wrongValuesSayWhatIsAllowed(String name, String value, String message) {
        Exception e =
                assertThrows(IllegalArgumentException.class, () -> new Settings(KNOWN, Map.of(name, value), false));
        assertEquals(message, e.getMessage());
    }

    @Test
    void everyStudyIsListedAndItsSettingsReadTheirOwnValues() {
        List<Study> all = Study.all();
        assertTrue(all.stream().map(Study::name).toList().containsAll(Set.of("early-learning", "symmetric-loss")));
        for (Study study : all) {
            assertTrue(study.name().matches("[a-z]+(-[a-z]+)*"), study.name());
            assertEquals(1, study.purpose().lines().count());
            for (Setting s : study.settings()) {
                String where = study.name() + " " + s.name();
                assertTrue(s.name().matches("[a-z0-9]+(-[a-z0-9]+)*"), where);
                assertEquals(s.standard(), s.read(s.standard().toString()), where);
                assertEquals(s.quick(), s.read(s.quick().toString()), where);
            }
        }
    }

    @Test
    void claimsHoldWithinTheirBoundsAndNeverWithoutANumber() {
        assertTrue(Claim.atLeast(0.5, "a", 0.5).holds());
        assertTrue(!Claim.atLeast(0.5, "a", 0.49).holds());
        assertTrue(Claim.atMost(0, "a", -1).holds());
        assertTrue(!Claim.atMost(0, "a", 1e-9).holds());
        assertTrue(Claim.between(6, 14, "a", 14).holds());
        assertTrue(!Claim.between(6, 14, "a", 15).holds());
        assertTrue(!Claim.atLeast(0, "a", Double.NaN).holds());
        assertTrue(!Claim.atMost(0, "a", Double.NaN).holds());
        assertThrows(IllegalArgumentException.class, () -> Claim.between(2, 1, "a", 1));
    }

    @Test
    void tablesAndChartsRefuseWhatDoesNotFit() {
        Table table = new Table("ends", "loss", "J1");
        Exception row = assertThrows(IllegalArgumentException.class, () -> table.row("ce"));
        assertEquals("table 'ends' has columns [loss, J1], and a row has 1 cells: [ce]", row.getMessage());
        LineChart chart = new LineChart("J1", "", "epoch", LineChart.Axis.LINEAR, true, new double[] {1, 2});
        Exception line = assertThrows(IllegalArgumentException.class, () -> chart.line("ce", 1, 2, 3));
        assertEquals("chart 'J1' has 2 x, and line 'ce' has 3", line.getMessage());
        chart.line("ce", 0, 1);
        assertThrows(IllegalArgumentException.class, () -> chart.line("ce", 0, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LineChart("J1", "", "step", LineChart.Axis.LOGARITHMIC, true, new double[] {0, 1}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new LineChart("J1", "", "step", LineChart.Axis.LINEAR, true, new double[] {1, 1}));
    }
}
