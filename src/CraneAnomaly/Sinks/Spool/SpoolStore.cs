using System.Buffers;
using CraneAnomaly.Sinks.Formats;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>Alerts read from a spool, and how far the reader has come with them.</summary>
/// <param name="Alerts">The alerts, in order.</param>
/// <param name="Last">Number of the last one, or of the last that is gone behind it.</param>
/// <param name="Missing">How many between where the reader was and there are gone.</param>
internal sealed record SpoolBatch(IReadOnlyList<SpooledAlert> Alerts, long Last, long Missing);

/// <summary>
/// The files of a spool. One thread writes, gives up and deletes; any may read meanwhile. What was appended is safe on
/// disk when the call returns.
/// </summary>
internal sealed class SpoolStore : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly SpoolDisk _disk;
    private readonly int _segmentBytes;
    private readonly List<SpoolSegment> _segments;
    private readonly long[] _givenUp = new long[5];
    private bool _distrusted;

    public SpoolStore(string folder, int segmentBytes, SpoolDisk disk)
    {
        (_folder, _segmentBytes, _disk) = (folder, segmentBytes, disk);
        var found = SpoolRecovery.Read(folder, disk);
        _segments = found.Segments;
        (Sequence, Head, Damaged, TornBytes) = (found.Sequence, found.Head ?? AlertChain.Genesis, found.Damaged, found.TornBytes);
        // Damage at the end leaves numbers out: only a file that begins behind them can say so.
        _distrusted = _segments.Count > 0 && _segments[^1].Last != Sequence;
    }

    /// <summary>Number of the last alert that is safe.</summary>
    public long Sequence { get; private set; }

    /// <summary>Its hash.</summary>
    public string Head { get; private set; }

    /// <summary>Both, of one moment.</summary>
    public (long Sequence, string Head) End
    {
        get
        {
            lock (_gate) return (Sequence, Head);
        }
    }

    public long Damaged { get; }

    public long TornBytes { get; }

    public long Bytes
    {
        get
        {
            lock (_gate) return _segments.Sum(segment => segment.Length);
        }
    }

    public long Held
    {
        get
        {
            lock (_gate) return _segments.Sum(segment => segment.Alerts);
        }
    }

    public long[] GivenUp
    {
        get
        {
            lock (_gate) return [.. _givenUp];
        }
    }

    /// <summary>Writes alerts with the numbers that follow, and makes them safe.</summary>
    /// <exception cref="IOException">None of them is safe; the same ones have to come again.</exception>
    public void Append(IReadOnlyList<PendingAlert> batch)
    {
        int bytes = batch.Sum(alert => alert.Payload.Length + SpoolFrame.HeaderLength);
        var active = Active(bytes);
        var output = new ArrayBufferWriter<byte>(bytes);
        var places = new List<FramePlace>(batch.Count);
        foreach (var alert in batch)
        {
            long offset = active.Length + output.WrittenCount;
            SpoolFrame.Write(output, alert.Payload, Sequence);
            places.Add(new(new(FrameKind.Alert, alert.Sequence, alert.Sequence, alert.Severity, Sequence), offset, alert.Payload.Length + SpoolFrame.HeaderLength));
        }

        Write(active, output.WrittenSpan);
        lock (_gate)
        {
            active.Length += output.WrittenCount;
            foreach (var place in places) active.Add(place);
            (Sequence, Head) = (batch[^1].Sequence, batch[^1].Hash);
        }
    }

    /// <summary>Alerts behind a number, as many as fit, but one at least where there is one.</summary>
    public SpoolBatch Read(long after, int count, int bytes)
    {
        lock (_gate)
        {
            List<SpooledAlert> alerts = [];
            long last = after, missing = 0;
            foreach (var segment in _segments)
            {
                if (segment.Last <= after) continue;
                for (int i = segment.IndexOf(after + 1); i < segment.Places.Count; i++)
                {
                    var place = segment.Places[i];
                    if (place.Head.Kind == FrameKind.Alert)
                    {
                        if (alerts.Count > 0 && (alerts.Count == count || place.Length > bytes)) return new(alerts, last, missing);
                        missing += place.Head.First - last - 1;
                        SpoolFrame.TryRead(segment.Read(place), out _, out var payload);
                        // Read whole when it was written; what the disk has lost since is gone.
                        if (payload.IsEmpty) missing++;
                        else alerts.Add(SpoolFrame.ToAlert(payload));
                        bytes -= place.Length;
                    }
                    else
                    {
                        missing += place.Head.Last - last;
                    }

                    last = place.Head.Last;
                }
            }

            // Numbers at the end of which nothing is left.
            if (last < Sequence) (missing, last) = (missing + Sequence - last, Sequence);
            return new(alerts, last, missing);
        }
    }

    /// <summary>Deletes files of which nobody needs anything any more.</summary>
    public void DeleteThrough(long settled)
    {
        lock (_gate)
        {
            while (_segments.Count > 1 && _segments[0].Last <= settled)
            {
                _segments[0].Delete();
                _segments.RemoveAt(0);
            }
        }
    }

    /// <summary>Gives up the oldest alerts below a severity, until there is room or none is left.</summary>
    /// <param name="below">The severity.</param>
    /// <param name="delivered">Number of the last alert that all receivers have: giving that up is no loss.</param>
    /// <param name="bytes">How many bytes may be left.</param>
    /// <returns>Whether anything became free.</returns>
    /// <exception cref="IOException">The disk is full.</exception>
    public bool GiveUp(int below, long delivered, long bytes)
    {
        bool freed = false;
        // The last file is being written.
        for (int i = 0; i < _segments.Count - 1 && Bytes > bytes;)
        {
            var segment = _segments[i];
            int dropped = segment.Places.Count(place => place.Head.Kind == FrameKind.Alert && place.Head.Severity < below);
            bool wholly = dropped == segment.Alerts && i == 0;
            if (dropped == 0 && !wholly)
            {
                i++;
                continue;
            }

            freed = true;
            var smaller = wholly ? null : Without(segment, below);
            lock (_gate)
            {
                foreach (var place in segment.Places.Where(place => place.Head.Kind == FrameKind.Alert && place.Head.Severity < below))
                {
                    if (place.Head.First > delivered) _givenUp[Math.Min(place.Head.Severity / 20, 4)]++;
                }

                if (smaller is not null)
                {
                    segment.Dispose();
                    _segments[i++] = smaller;
                    continue;
                }

                segment.Delete();
                _segments.RemoveAt(i);
            }
        }

        return freed;
    }

    public void Dispose()
    {
        foreach (var segment in _segments) segment.Dispose();
    }

    // Beside the old one first and then in its place: a crash leaves the one or the other.
    private SpoolSegment Without(SpoolSegment segment, int below)
    {
        var output = new ArrayBufferWriter<byte>((int)segment.Length);
        List<FramePlace> places = [];
        long before = segment.Places.Count > 0 ? segment.Places[0].Head.First - 1 : segment.First - 1;
        SpoolFrame.Write(output, SpoolFrame.Payload(FrameKind.Head, before + 1, before, 0, AlertChain.Genesis), Sequence);
        (long First, long Last, string Hash)? gone = null;
        foreach (var place in segment.Places)
        {
            byte[] frame = segment.Read(place);
            bool whole = SpoolFrame.TryRead(frame, out var head, out var payload);
            if (!whole || head.Kind == FrameKind.Gone || head.Severity < below)
            {
                gone = (gone?.First ?? place.Head.First, place.Head.Last, whole ? SpoolFrame.HashOf(payload) : AlertChain.Genesis);
                continue;
            }

            AddGone();
            places.Add(new(head, output.WrittenCount, frame.Length));
            output.Write(frame);
        }

        AddGone();
        string path = segment.Path + ".tmp";
        var file = _disk.Create(path);
        try
        {
            _disk.Write(file, output.WrittenSpan, 0);
            _disk.Sync(file);
            File.Move(path, segment.Path, overwrite: true);
        }
        catch
        {
            file.Dispose();
            File.Delete(path);
            throw;
        }

        var smaller = new SpoolSegment(segment.Path, file, segment.First) { Length = output.WrittenCount };
        foreach (var place in places) smaller.Add(place);
        return smaller;

        void AddGone()
        {
            if (gone is not { } range) return;
            int offset = output.WrittenCount;
            SpoolFrame.Write(output, SpoolFrame.Payload(FrameKind.Gone, range.First, range.Last, 0, range.Hash), Sequence);
            places.Add(new(new(FrameKind.Gone, range.First, range.Last, 0, Sequence), offset, output.WrittenCount - offset));
            gone = null;
        }
    }

    private SpoolSegment Active(int bytes)
    {
        if (_segments.Count > 0 && !_distrusted && (_segments[^1].Alerts == 0 || _segments[^1].Length + bytes <= _segmentBytes)) return _segments[^1];
        string path = SpoolSegment.NameOf(_folder, Sequence + 1);
        lock (_gate)
        {
            // One that was distrusted before anything in it was safe.
            if (_segments.Count > 0 && _segments[^1].Path == path)
            {
                _segments[^1].Delete();
                _segments.RemoveAt(_segments.Count - 1);
            }
        }

        var segment = new SpoolSegment(path, _disk.Create(path), Sequence + 1);
        try
        {
            var output = new ArrayBufferWriter<byte>();
            SpoolFrame.Write(output, SpoolFrame.Payload(FrameKind.Head, Sequence + 1, Sequence, 0, Head), Sequence);
            _disk.Write(segment.File, output.WrittenSpan, 0);
            segment.Length = output.WrittenCount;
        }
        catch
        {
            segment.Delete();
            throw;
        }

        lock (_gate) _segments.Add(segment);
        _distrusted = false;
        return segment;
    }

    private void Write(SpoolSegment active, ReadOnlySpan<byte> bytes)
    {
        bool written = false;
        try
        {
            _disk.Write(active.File, bytes, active.Length);
            written = true;
            _disk.Sync(active.File);
        }
        catch
        {
            // After a failed sync nobody knows what is on disk, and the next sync may say that all is well: never again this file.
            _distrusted |= written;
            try
            {
                _disk.Cut(active.File, active.Length);
            }
            catch (IOException)
            {
                _distrusted = true;
            }

            throw;
        }
    }
}

/// <summary>An alert that has its number, and waits for the disk.</summary>
internal readonly record struct PendingAlert(long Sequence, string Hash, byte Severity, byte[] Payload);
