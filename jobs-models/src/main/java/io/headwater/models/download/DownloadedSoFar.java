package io.headwater.models.download;

/**
 * The checkpoint of a download. A hint, which nothing is decided by: how far the bytes are certain stands beside them. It
 * shows that the job is getting on, so that the end of a process, however often it comes, is not held against it.
 */
record DownloadedSoFar(long bytes) {}
