package io.headwater.models.download;

/** What a transfer is about: this file, from there to here. */
record Fetch(RemoteFile file, PartialFile partial, Disk disk, FetchOptions options) {}
