using CraneAnomaly.Sinks.Spool;
using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Tests.Sinks.Spool;

/// <summary>A disk of a size that is full at its end, half way through a write, and whose sync can be made to fail.</summary>
internal sealed class FaultyDisk : SpoolDisk
{
    private readonly Dictionary<SafeFileHandle, long> _sizes = [];
    private int _reserved;

    /// <summary>Bytes that fit on it.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public bool SyncFails { get; set; }

    public int FailedSyncs { get; private set; }

    private long Used => _reserved + _sizes.Where(file => !file.Key.IsClosed).Sum(file => file.Value);

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        long before = _sizes.GetValueOrDefault(file), after = Math.Max(before, offset + bytes.Length);
        long room = Capacity - Used + before - offset;
        if (after > before && room < bytes.Length)
        {
            if (room > 0) base.Write(file, bytes[..(int)room], offset);
            _sizes[file] = Math.Max(before, offset + Math.Max(room, 0));
            throw new IOException("no space left on device (planted)");
        }

        base.Write(file, bytes, offset);
        _sizes[file] = after;
    }

    public override void Sync(SafeFileHandle file)
    {
        if (!SyncFails)
        {
            base.Sync(file);
            return;
        }

        FailedSyncs++;
        throw new IOException("input/output error (planted)");
    }

    public override void Cut(SafeFileHandle file, long length)
    {
        base.Cut(file, length);
        _sizes[file] = length;
    }

    public override void Reserve(string path, int bytes)
    {
        if (_reserved > 0 || Capacity - Used < bytes) return;
        base.Reserve(path, bytes);
        _reserved = bytes;
    }

    public override bool Release(string path)
    {
        _reserved = 0;
        return base.Release(path);
    }
}
