using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>What was found on disk when a spool was opened.</summary>
internal sealed class SpoolRecovery
{
    private readonly List<(string Path, SafeFileHandle File, List<FramePlace> Frames, long Size)> _files = [];

    private (SpoolSegment, FramePlace)? _last;

    public List<SpoolSegment> Segments { get; } = [];

    /// <summary>Number of the last alert.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its hash; null where there is none yet.</summary>
    public string? Head { get; private set; }

    public long Damaged { get; private set; }

    public long TornBytes { get; private set; }

    /// <summary>Reads a folder. What follows the last alert that may have been taken is cut off.</summary>
    public static SpoolRecovery Read(string folder, SpoolDisk disk)
    {
        var recovery = new SpoolRecovery();
        foreach (string left in Directory.EnumerateFiles(folder, "*.tmp")) File.Delete(left);
        long durable = SpoolCursor.LastSent(folder);
        foreach (string path in Directory.EnumerateFiles(folder, "*" + SpoolSegment.Extension).Order(StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(path);
            var frames = Scan(bytes);
            foreach (var frame in frames) durable = Math.Max(durable, frame.Head.DurableBefore);
            recovery._files.Add((path, disk.Open(path), frames, bytes.Length));
        }

        recovery.Join(durable, disk);
        return recovery;
    }

    // Every whole frame, those behind a damaged one too.
    private static List<FramePlace> Scan(ReadOnlySpan<byte> bytes)
    {
        List<FramePlace> frames = [];
        for (int at = 0; at < bytes.Length;)
        {
            if (SpoolFrame.TryRead(bytes[at..], out var head, out var payload))
            {
                frames.Add(new(head, at, SpoolFrame.HeaderLength + payload.Length));
                at += SpoolFrame.HeaderLength + payload.Length;
                continue;
            }

            int next = bytes[(at + 1)..].IndexOf(SpoolFrame.Magic);
            if (next < 0) break;
            at += 1 + next;
        }

        return frames;
    }

    private void Join(long durable, SpoolDisk disk)
    {
        bool torn = false, started = false;
        foreach (var (path, file, frames, size) in _files)
        {
            var segment = torn || frames.Count == 0 ? null : new SpoolSegment(path, file, Math.Max(frames[0].Head.First, 1));
            if (segment is null)
            {
                TornBytes += size;
                file.Dispose();
                File.Delete(path);
                continue;
            }

            long end = 0;
            foreach (var frame in frames)
            {
                if (!started && frame.Head.Kind == FrameKind.Head) Sequence = frame.Head.Last;
                else if (!started) Sequence = frame.Head.First - 1;
                started = true;

                // Nobody was told that it is safe: it came without what was to come before it.
                torn = frame.Head.Kind != FrameKind.Head && frame.Head.First > Sequence + 1 && frame.Head.First - 1 > durable;
                if (torn) break;
                Join(segment, frame);
                end = frame.Offset + frame.Length;
            }

            segment.Length = end;
            if (end < size) disk.Cut(file, end);
            TornBytes += size - end;
            Segments.Add(segment);
        }

        if (_last is var (lastSegment, last) && SpoolFrame.TryRead(lastSegment.Read(last), out _, out var payload))
            Head = SpoolFrame.HashOf(payload);

        // Numbers that a receiver has seen are not given twice.
        Damaged += Math.Max(0, durable - Sequence);
        Sequence = Math.Max(Sequence, durable);
    }

    private void Join(SpoolSegment segment, FramePlace frame)
    {
        bool isHead = frame.Head.Kind == FrameKind.Head;
        if (isHead ? frame.Head.Last < Sequence || (_last is not null && frame.Head.Last == Sequence) : frame.Head.First <= Sequence) return;
        Damaged += isHead ? frame.Head.Last - Sequence : frame.Head.First - Sequence - 1;
        Sequence = frame.Head.Last;
        _last = (segment, frame);
        if (!isHead) segment.Add(frame);
    }
}
