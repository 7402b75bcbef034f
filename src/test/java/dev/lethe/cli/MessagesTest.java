package dev.lethe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class MessagesTest {
    @TempDir
    Path dir;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|a command is missing: train, demo, predict, audit, influence, memorization, devices, study are allowed",
                "dance|Unmatched argument at index 0: 'dance'",
                "train|Missing required option: '--data=SPEC'",
                "train --data strokes --tempo 3|Unknown options: '--tempo', '3'",
                "train --data strokes --epochs many|'many' is not an int",
                "train --data tapes:1|unknown data 'tapes:1'; allowed are strokes[:N]",
                "train --data strokes:-5|strokes:-5: the number of training images must be in 1..",
                "train --data strokes:40 --noise pink|unknown noise 'pink'; allowed are none",
                "train --data strokes:40 --noise symmetric:1.5|1.5",
                "train --data strokes:40 --train-size 50|train size 50, but strokes:40 has 40 training examples",
                "train --data strokes:40 --validation 1|a validation fraction of 1.0: from 0 to below 1 is allowed",
                "train --data strokes:40 --loss ce,hinge|unknown loss 'hinge': known are ce",
                "train --data strokes:40 --loss gce:q=7|q=7 is out of range",
                "train --data strokes:40 --model oracle|unknown model 'oracle'; allowed: ",
                "train --data strokes:40 --model linear --optimizer lucky|unknown optimizer 'lucky'; allowed: sgd",
                "train --data strokes:40 --model linear --schedule never|unknown schedule 'never'; allowed: constant",
                "train --data strokes:40 --epochs 0|0 epochs: 1 or more is allowed",
                "train --data strokes:40 --batch 0|a batch of 0: 1 or more is allowed",
                "train --data strokes:40 --lr -1|a learning rate of -1.0: above 0 and below 1e6 is allowed",
                "train --data strokes:40 --augment spin|augmentation 'spin' in 'spin': allowed are none, or any of crop:PIXELS, flip, mixup:ALPHA",
                "train --data strokes:40 --augment crop:65|augmentation crop:65: 0 to 64 pixels are allowed",
                "train --data strokes:40 --augment mixup:101|mixup or cutmix:101.0: 0 to 100 is allowed",
                "train --data strokes:40 --class-weights heavy|class weights 'heavy': none and balanced are allowed",
                "train --data strokes:40 --clip-examples -1|clipping of gradients to a norm of -1.0: a finite bound above 0",
                "train --data strokes:40 --clip-examples NaN|clipping of gradients to a norm of NaN: a finite bound above 0",
                "train --data strokes:40 --clip-examples 1:each|clipping '1:each': BOUND, BOUND:layer or BOUND:automatic",
                "train --data strokes:40 --clip-examples 1 --private noise=1,delta=1e-5,clip=1|which clips by itself",
                "train --data strokes:40 --private noise=0,delta=1e-5,clip=1|a noise multiplier of 0 has no epsilon",
                "train --data strokes:40 --private epsilon=8,noise=0,delta=1e-5,clip=1|a noise multiplier of 0 has no epsilon",
                "train --data strokes:40 --private epsilon=8,noise=1,delta=1e-5,clip=1|exactly one of them is needed",
                "train --data strokes:40 --private delta=1e-5,clip=1|exactly one of them is needed",
                "train --data strokes:40 --private epsilon=-8,delta=1e-5,clip=1|an epsilon of -8.0: above 0 and finite",
                "train --data strokes:40 --private noise=NaN,delta=1e-5,clip=1|a noise multiplier of NaN: above 0 and finite",
                "train --data strokes:40 --private epsilon=8,clip=1|lacks delta; allowed is epsilon=E,delta=D,clip=C",
                "train --data strokes:40 --private epsilon=8,delta=1,clip=1|a delta of 1.0: above 0 and below 1",
                "train --data strokes:40 --private epsilon=8,delta=1e-5,clip=0|clipping of gradients to a norm of 0.0",
                "train --data strokes:40 --private epsilon=8,delta=1e-5,clip=1,sigma=2|'sigma=2' is none of epsilon=, noise=",
                "train --data strokes:40 --model linear --loss elr --private noise=1,delta=1e-5,clip=1|with elr, which keeps what it saw of each",
                "train --data strokes:40 --model linear --loss ce,co-teaching --private noise=1,delta=1e-5,clip=1|with the method co-teaching",
                "train --data strokes:40 --model linear --loss ce --class-weights balanced --private noise=1,delta=1e-5,clip=1|class weights 'balanced'",
                "train --data strokes:40 --model linear --loss ce --augment mixup:1 --private noise=1,delta=1e-5,clip=1|augmentation 'mixup:1'",
                "train --data strokes:40 --model linear --loss ce --track norm --private noise=1,delta=1e-5,clip=1|with tracking 'norm'",
                "train --data strokes:40 --model resnet18 --loss ce --private noise=1,delta=1e-5,clip=1|take group normalisation",
                "train --data strokes:40 --checkpoint-every 0|--checkpoint-every 0: 1 or more is allowed",
                "train --data strokes:40 --track norms|tracking 'norms': unknown 'norms'; allowed: none, or names with commas",
                "train --data strokes:40 --track norm:every=41|tracks nothing of 40 epochs",
                "train --data strokes:40 --loss ce,elr+ --track loss,norm|norm cannot be had with loss 'elr+'",
                "train --data strokes:40 --model resnet18 --batch 2 --track norm|tracking 'norm' of model 'resnet18': no gradients of single examples: BatchNorm",
                "train --data strokes:40 --table-format xlsx|table format 'xlsx' in 'xlsx'; allowed: csv, npz, parquet",
                "train --data strokes:40 --model linear --device abacus|unknown device 'abacus'; known here: cuda-emulated, cuda, cpu, best",
                "train --data strokes:40 --model linear --device cpu:0|a number of threads from 1 to 256 is expected",
                "predict --data strokes:40|Missing required option: '--checkpoint=DIR'",
                "predict --checkpoint x --data strokes:40 --weights best_of_all|expected one of [BEST, LAST]",
            })
    void wrongUseSaysWhatIsAllowed(String line, String message) {
        String[] words = line == null ? new String[0] : line.split(" ");
        String[] args = words;
        if (words.length > 1 && words[0].equals("train")) {
            args = java.util.Arrays.copyOf(words, words.length + 2);
            args[words.length] = "--out";
            args[words.length + 1] = dir.toString();
        }
        assertEquals(2, execute(args), err.toString());
        String text = err.toString();
        assertTrue(text.contains(message), text);
        assertTrue(text.lines().count() <= 2, text);
        assertTrue(text.contains("--help' lists what is allowed."), text);
        assertEquals("", text.contains("\tat ") ? text : "");
    }

    @Test
    void failuresNameTheFile() {
        assertEquals(1, execute("train", "--data", "mnist:" + dir.resolve("nowhere"), "--out", dir.toString()));
        assertTrue(err.toString().startsWith("lethe: "), err.toString());
        assertTrue(err.toString().contains("nowhere"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void classesWithoutAnExampleAreMentioned() {
        String line = "train --data strokes:40 --train-size 3 --validation 0 --model linear --loss ce --epochs 1"
                + " --device cpu --out " + dir;
        assertEquals(0, execute(line.split(" ")), err.toString());
        String text = out.toString();
        assertTrue(
                text.matches("(?s).*no training example is given the label \\S+( or \\S+){4} or [2-4] others: .*"),
                text);
    }

    @Test
    void divergedTrainingIsALineWithTheStepAndTheLayer() {
        String line = "train --data strokes:40 --model linear --loss squared --optimizer sgd --lr 900000 --epochs 9"
                + " --device cpu --out " + dir;
        assertEquals(1, execute(line.split(" ")));
        String text = err.toString();
        assertTrue(text.matches("(?s)lethe: training diverged in step \\d+, in epoch \\d+: .*layer 0.*"), text);
        assertTrue(text.contains(dir.resolve("checkpoint-last-good").toString()), text);
        assertEquals(1, text.lines().count(), text);
    }

    @Test
    void stackTracesAreShownOnlyWhenAskedFor() {
        assertEquals(2, execute("train", "--data", "tapes:1", "--stacktrace"));
        assertTrue(err.toString().contains("\tat dev.lethe"), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "train ", "demo ", "predict ", "audit ", "devices ", "study "})
    void helpIsCompleteAndShort(String command) {
        assertEquals(0, execute((command + "--help").split(" ")));
        String text = out.toString();
        assertTrue(text.startsWith("Usage: lethe"), text);
        assertEquals("", err.toString());
        CommandLine line = Main.commandLine();
        CommandLine described = command.isEmpty() ? line : line.getSubcommands().get(command.trim());
        for (OptionSpec option : described.getCommandSpec().options()) {
            assertTrue(option.description().length > 0, "no description of " + option.longestName());
            assertTrue(text.contains(option.longestName()), option.longestName());
            boolean says = String.join("", option.description()).matches("(?s).*(Default: .*|Required)\\.");
            assertTrue(says || option.arity().max() == 0, "no default of " + option.longestName());
        }
        assertFalse(text.contains("null"), text);
    }

    @Test
    void helpOfTrainListsEveryLoss() {
        execute("train", "--help");
        for (String loss : dev.lethe.loss.LossSpec.help()) {
            assertTrue(out.toString().contains(loss.strip()), loss);
        }
    }

    @Test
    void devicesAreListed() {
        assertEquals(0, execute("devices"));
        assertTrue(out.toString().contains("cpu: "), out.toString());
        assertTrue(out.toString().contains("best: "), out.toString());
    }

    @Test
    void versionsAreShown() {
        assertEquals(0, execute("--version"));
        assertTrue(out.toString().startsWith("lethe "), out.toString());
    }
}
