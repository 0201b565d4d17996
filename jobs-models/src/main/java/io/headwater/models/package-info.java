/**
 * Models: asked for by name, fetched once however many ask, verified and kept. The door is
 * {@link io.headwater.models.Models}.
 */
@NullMarked
package io.headwater.models;

import org.jspecify.annotations.NullMarked;
