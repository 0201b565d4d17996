package io.headwater.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ScopeType;

/** How help is laid out: first what a command has of its own, last what all commands share. */
final class HelpPages {
    private static final List<String> ORDER = List.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_FOOTER);

    private HelpPages() {}

    static void layOut(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new HashMap<>(line.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpPages::options);
        line.setHelpSectionMap(sections);
        line.setHelpSectionKeys(ORDER);
        space(line);
    }

    private static void space(CommandLine line) {
        UsageMessageSpec page = line.getCommandSpec().usageMessage();
        // With all that commands share, each page would begin with a paragraph of brackets.
        page.abbreviateSynopsis(true);
        page.parameterListHeading("%n");
        page.commandListHeading("%nCommands:%n");
        line.getSubcommands().values().forEach(HelpPages::space);
    }

    private static String options(Help help) {
        Predicate<OptionSpec> shared = option -> option.scopeType() == ScopeType.INHERIT || option.versionHelp();
        return section(help, "Options:", shared.negate()) + section(help, "Options of all commands:", shared);
    }

    private static String section(Help help, String heading, Predicate<OptionSpec> wanted) {
        List<OptionSpec> options = new ArrayList<>(help.commandSpec().options());
        options.removeIf(option -> option.hidden() || !wanted.test(option));
        if (options.isEmpty()) {
            return "";
        }
        Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
        return help.createHeading("%n" + heading + "%n")
                + help.optionListExcludingGroups(options, layout, null, help.parameterLabelRenderer());
    }
}
