package io.headwater.core.journal;

import java.util.Locale;
import java.util.Set;

/**
 * Tells file systems of other machines from those of this one. SQLite's write-ahead log lives in memory that is shared
 * through the file, and its locks are only as good as those of the file system: over a network neither can be relied on.
 */
final class NetworkFileSystems {
    private static final String IN_USER_SPACE = "fuse.";

    /** As Linux and macOS call them; the last line has folders of the host of a virtual machine. */
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs3",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afpfs",
            "webdav",
            "davfs",
            "davfs2",
            "ncpfs",
            "afs",
            "openafs",
            "coda",
            "ceph",
            "ceph-fuse",
            "lustre",
            "gpfs",
            "beegfs",
            "glusterfs",
            "orangefs",
            "pvfs2",
            "moosefs",
            "mfs",
            "juicefs",
            "sshfs",
            "rclone",
            "s3fs",
            "goofys",
            "gcsfuse",
            "gcsf",
            "curlftpfs",
            "gvfsd-fuse",
            "9p",
            "vboxsf",
            "prl_fs",
            "vmhgfs",
            "vmhgfs-fuse");

    private NetworkFileSystems() {}

    /** @param type as {@link java.nio.file.FileStore#type} gives it */
    static boolean include(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        return TYPES.contains(name.startsWith(IN_USER_SPACE) ? name.substring(IN_USER_SPACE.length()) : name);
    }
}
