package io.headwater.cli.work;

import reactor.core.publisher.Mono;

/** A command that hears the word to stop and does not obey, for a process of its own. */
public final class Deaf {
    private Deaf() {}

    public static void main(String[] arguments) {
        Interrupts interrupts = Interrupts.taken();
        interrupts.first().subscribe(signal -> System.out.println("heard " + signal));
        System.out.println("ready");
        Mono.never().block();
    }
}
