package io.headwater.speech;

import io.headwater.models.InstalledFile;
import io.headwater.models.InstalledModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file that an engine opens. */
record ModelFile(Path path, String name, String digest) {
    static ModelFile of(InstalledModel model) {
        List<InstalledFile> candidates = model.files().size() == 1
                ? model.files()
                : model.files().stream()
                        .filter(file -> file.name().endsWith(".bin"))
                        .toList();
        if (candidates.size() != 1) {
            throw SpeechErrors.noOneFile(model.ref(), candidates);
        }
        InstalledFile file = candidates.get(0);
        Path path = Files.isDirectory(model.path()) ? model.path().resolve(file.name()) : model.path();
        return new ModelFile(path, model.ref().name(), file.hex());
    }
}
