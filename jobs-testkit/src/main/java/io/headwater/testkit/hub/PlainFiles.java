package io.headwater.testkit.hub;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The site of files that belong to no hub. */
final class PlainFiles implements Site {
    private final Map<String, PlainFile> files = new ConcurrentHashMap<>();
    private final Supplier<URI> address;

    PlainFiles(Supplier<URI> address) {
        this.address = address;
    }

    PlainFile put(String path, Content content) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path of a plain file begins with a slash, unlike " + path);
        }
        var file = new PlainFile(path, content, address);
        files.put(path, file);
        return file;
    }

    @Override
    public Answer answer(Asked asked) {
        PlainFile file = files.get(Asked.decoded(asked.rawPath()));
        return file == null ? Refusal.noPage() : file.answer(asked);
    }
}
