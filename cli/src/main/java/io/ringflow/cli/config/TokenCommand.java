package io.ringflow.cli.config;

import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringflow token}: makes a bearer token. */
@Command(
        name = "token",
        description = {
            "Make a bearer token: print the token, which is stored nowhere, and the line for"
                    + " security.tokens in the configuration."
        },
        mixinStandardHelpOptions = true)
public final class TokenCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "The bearer; named as user in the request log.")
    private String name;

    @Option(
            names = "--scope",
            paramLabel = "read|admin",
            description = "What the bearer may do; default: read.")
    private String scope = Scope.READ.text();

    public TokenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String token = AccessToken.generate();
        AccessToken configured = configured(token);
        terminal.out().println(token);
        terminal.out()
                .printf(
                        "- {name: %s, sha256: %s, scope: %s}%n",
                        configured.name(), configured.sha256(), configured.scope().text());
        terminal.out().flush();
        return ExitStatus.DONE;
    }

    private AccessToken configured(String token) {
        try {
            return new AccessToken(
                    name, AccessToken.hash(token), scope(), Optional.<Instant>empty());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private Scope scope() {
        for (Scope known : Scope.values()) {
            if (known.text().equals(scope)) {
                return known;
            }
        }
        throw new IllegalArgumentException("--scope " + scope + " is neither read nor admin");
    }
}
