package io.headwater.models.registry.hub;

import io.headwater.jobs.ErrorCode;
import io.headwater.jobs.JobException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the hub's refusals mean to people. */
final class HubErrors {
    private static final ErrorCode RATE_LIMITED = new ErrorCode("RATE_LIMITED");
    private static final ErrorCode UNAVAILABLE = new ErrorCode("UNAVAILABLE");
    private static final ErrorCode PROTOCOL = new ErrorCode("PROTOCOL");
    private static final ErrorCode AUTH_REQUIRED = new ErrorCode("AUTH_REQUIRED");
    private static final ErrorCode GATED = new ErrorCode("GATED");

    private static final String DISABLED = "Access to this resource is disabled.";
    private static final String OR_PRIVATE = ", or it is private";
    private static final String BAD_TOKEN = "Invalid credentials in Authorization header";
    static final String ADVICE = "Downloading without a token: lower rate limits; a free token is optional";

    private static final String TOKEN_HINT =
            "Set HF_TOKEN, or store one with: headwater token set. A token is free at %s/settings/tokens";

    private HubErrors() {}

    static JobException noToken() {
        return new JobException.Unauthorized(
                AUTH_REQUIRED,
                "What was given as the hub's token is none: it holds a line break, a blank or a foreign letter",
                "Store it again: headwater token set");
    }

    /**
     * A bad answer to a question.
     *
     * @param page where people find the repository
     * @param about what was asked for, such as {@code org/name at main}
     */
    static JobException refused(
            URI endpoint,
            URI page,
            String about,
            int status,
            Function<String, Optional<String>> header,
            byte[] body,
            boolean withToken) {
        String message = header.apply("X-Error-Message").orElseGet(() -> messageIn(body));
        String code = header.apply("X-Error-Code").orElse("");
        return switch (code) {
            case "RevisionNotFound" ->
                notFound("There is no such revision: " + about, "Check the name of the revision.");
            case "EntryNotFound" ->
                notFound("There is no such file: " + about, "Look at the files: headwater models show");
            case "GatedRepo" -> gated(endpoint, page, about, withToken);
            case "RepoNotFound" -> missingOrPrivate(endpoint, about, withToken);
            default -> refused(endpoint, about, status, message, withToken);
        };
    }

    private static JobException refused(URI endpoint, String about, int status, String message, boolean withToken) {
        if (message.equals(DISABLED)) {
            return notFound("The hub has taken %s out of use".formatted(about), "Take another model.");
        }
        if (status == 401 && message.equals(BAD_TOKEN)) {
            return new JobException.Unauthorized(
                    AUTH_REQUIRED,
                    "%s does not know the token that was sent".formatted(endpoint.getHost()),
                    "Store a new one, or none: headwater token clear");
        }
        if (status == 401 || status == 404) {
            return missingOrPrivate(endpoint, about, withToken);
        }
        String said = "%s answered %d to a question about %s%s"
                .formatted(endpoint.getHost(), status, about, message.isEmpty() ? "" : ": " + message);
        if (status == 403) {
            return new JobException.Unauthorized(AUTH_REQUIRED, said, TOKEN_HINT.formatted(endpoint));
        }
        if (status == 429) {
            return new JobException.Network(
                    RATE_LIMITED,
                    said,
                    withToken ? "Try again later." : ADVICE + ". " + TOKEN_HINT.formatted(endpoint),
                    null);
        }
        if (status == 408 || status == 425 || status >= 500) {
            return new JobException.Network(UNAVAILABLE, said, "The hub is in trouble; try again later.", null);
        }
        return new JobException.Invalid(PROTOCOL, said, "Check the endpoint; perhaps a proxy stands in between.");
    }

    /** Whoever is not known is told the same of what is not there and of what is not for him. */
    private static JobException missingOrPrivate(URI endpoint, String about, boolean withToken) {
        return withToken
                ? notFound("There is no %s at %s".formatted(about, endpoint.getHost()), "Check the name.")
                : new JobException.Unauthorized(
                        AUTH_REQUIRED,
                        "There is no %s at %s%s".formatted(about, endpoint.getHost(), OR_PRIVATE),
                        "Check the name. " + TOKEN_HINT.formatted(endpoint));
    }

    /** What was public and is so no more looks to strangers as if it did not exist. */
    static boolean isGone(JobException refusal) {
        return refusal instanceof JobException.NotFound
                || (refusal instanceof JobException.Unauthorized
                        && refusal.getMessage().endsWith(OR_PRIVATE));
    }

    private static JobException gated(URI endpoint, URI page, String about, boolean withToken) {
        return new JobException.Unauthorized(
                GATED,
                "%s is given only to those who have accepted its terms".formatted(about),
                withToken
                        ? "Accept them at %s with the account of your token.".formatted(page)
                        : "Accept them at %s, then: %s".formatted(page, TOKEN_HINT.formatted(endpoint)));
    }

    private static JobException notFound(String message, String hint) {
        return new JobException.NotFound(ErrorCode.NOT_FOUND, message, hint);
    }

    static JobException nonsense(URI endpoint, String about, String what) {
        return new JobException.Invalid(
                PROTOCOL,
                "%s gave no sensible answer to a question about %s: %s".formatted(endpoint.getHost(), about, what),
                "Check the endpoint; perhaps a proxy or a login page stands in between.");
    }

    private static String messageIn(byte[] body) {
        try {
            JsonNode answer = JsonMapper.shared().readTree(new String(body, StandardCharsets.UTF_8));
            @Nullable JsonNode error = answer.get("error");
            return error != null && error.isString() ? error.stringValue() : "";
        } catch (JacksonException noJson) {
            return "";
        }
    }
}
