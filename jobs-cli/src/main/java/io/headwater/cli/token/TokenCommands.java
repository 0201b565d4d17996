package io.headwater.cli.token;

import picocli.CommandLine.Command;

/** The token that proves to Hugging Face who asks. Never an option: what is typed there, others can read. */
@Command(
        name = "token",
        description = {
            "Keep the token that Hugging Face gives to those who log in.",
            "HF_TOKEN and HF_TOKEN_PATH count more; what Python's client has stored counts less."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenSet.class, TokenClear.class},
        footer = {"", "Example: headwater token set < token.txt"})
public final class TokenCommands {}
