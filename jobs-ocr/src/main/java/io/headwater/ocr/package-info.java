/** Text from images: {@link io.headwater.ocr.OcrJob}, and the handler that does it. */
@NullMarked
package io.headwater.ocr;

import org.jspecify.annotations.NullMarked;
