using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>What a spool asks of the disk. Virtual, so that tests can let it be full, fail or forget.</summary>
internal class SpoolDisk
{
    public virtual SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    public SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    public virtual void Sync(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    public virtual void Cut(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public virtual void Reserve(string path, int bytes)
    {
        if (bytes == 0 || (File.Exists(path) && new FileInfo(path).Length == bytes)) return;
        try
        {
            // Written and not only sized: a file of holes holds no space.
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            byte[] zeros = new byte[64 * 1024];
            for (int left = bytes; left > 0; left -= zeros.Length) file.Write(zeros.AsSpan(0, Math.Min(left, zeros.Length)));
        }
        catch (IOException)
        {
            // Half a reserve would be taken for a whole one.
            File.Delete(path);
        }
    }

    /// <summary>Gives the reserve back; false when there is none.</summary>
    public virtual bool Release(string path)
    {
        if (!File.Exists(path)) return false;
        File.Delete(path);
        return true;
    }
}
