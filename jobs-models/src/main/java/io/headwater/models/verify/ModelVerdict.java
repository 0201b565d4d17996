package io.headwater.models.verify;

import io.headwater.models.library.KnownFile;
import io.headwater.models.ref.ModelRef;
import java.util.List;

/**
 * What came out when every file of a model was read.
 *
 * @param files how many there should be
 * @param bad those that are not as they should be, each with what is wrong; the first thousand
 */
public record ModelVerdict(ModelRef ref, int files, List<KnownFile> bad) {
    private static final int MOST = 1_000;

    public ModelVerdict {
        bad = bad.stream().limit(MOST).toList();
    }

    public boolean isValid() {
        return bad.isEmpty();
    }
}
