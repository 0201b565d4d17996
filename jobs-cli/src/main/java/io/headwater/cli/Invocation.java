package io.headwater.cli;

import io.headwater.cli.command.Action;
import io.headwater.cli.command.Headwater;
import io.headwater.cli.command.ToldFailure;
import io.headwater.cli.screen.Look;
import io.headwater.cli.screen.Screen;
import io.headwater.cli.screen.Screens;
import io.headwater.cli.work.Stopped;
import io.headwater.jobs.JobException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One command line: understood, carried out, and its end told to people and programs. */
final class Invocation {
    private final CommandWords typed;
    private final PrintStream out;
    private final PrintStream error;

    Invocation(String[] arguments, PrintStream out, PrintStream error) {
        this.typed = new CommandWords(List.of(arguments));
        this.out = out;
        this.error = error;
    }

    /** @return the exit status */
    int run() {
        var headwater = new Headwater();
        var line = Commands.of(headwater).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(error, true));
        try {
            ParseResult words = line.parseArgs(typed.arguments());
            Integer helped = CommandLine.executeHelpRequest(words);
            return helped == null ? run(action(words), headwater) : helped;
        } catch (ParameterException wrong) {
            return misunderstood(wrong);
        }
    }

    private static Action action(ParseResult words) {
        List<CommandLine> chain = words.asCommandLineList();
        CommandLine last = chain.get(chain.size() - 1);
        if (last.getCommand() instanceof Action action) {
            return action;
        }
        throw new ParameterException(
                last,
                "Something is missing behind \"%s\""
                        .formatted(last.getCommandSpec().qualifiedName()));
    }

    private int run(Action action, Headwater headwater) {
        Look look = headwater.look();
        Screen screen = Screens.of(look, out, error);
        LogFile.lieIn(headwater.home().directory());
        try {
            Map<String, ?> told = action.run(headwater, screen);
            screen.result(result(true, told));
            return ExitStatus.DONE;
        } catch (Stopped stopped) {
            tell(screen, Failure.of(stopped, typed));
            return stopped.signal().exitStatus();
        } catch (ToldFailure partly) {
            return failed(screen, look, partly, Failure.of(partly.failure(), typed), partly.told());
        } catch (JobException failure) {
            return failed(screen, look, failure, Failure.of(failure, typed));
        } catch (ParameterException wrong) {
            throw wrong;
        } catch (RuntimeException | Error bug) {
            return failed(screen, look, bug, Failure.of(bug));
        }
    }

    private int failed(Screen screen, Look look, Throwable cause, Failure failure) {
        return failed(screen, look, cause, failure, Map.of());
    }

    private int failed(Screen screen, Look look, Throwable cause, Failure failure, Map<String, ?> told) {
        tell(screen, failure, told);
        if (look.verbose()) {
            cause.printStackTrace(error);
        }
        return ExitStatus.of(failure.code());
    }

    private int misunderstood(ParameterException wrong) {
        var look = new Look(typed.wantJson(), false, true, false);
        tell(Screens.of(look, out, error), Misunderstanding.of(wrong));
        return ExitStatus.USAGE;
    }

    private void tell(Screen screen, Failure failure) {
        tell(screen, failure, Map.of());
    }

    private void tell(Screen screen, Failure failure, Map<String, ?> told) {
        failure.lines().forEach(error::println);
        Map<String, @Nullable Object> result = result(false, Map.of("error", failure.json()));
        result.putAll(told);
        screen.result(result);
    }

    private static Map<String, @Nullable Object> result(boolean ok, Map<String, ?> more) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("ok", ok);
        fields.put("error", null);
        fields.putAll(more);
        return fields;
    }
}
