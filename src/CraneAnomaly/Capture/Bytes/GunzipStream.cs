using System.IO.Compression;
using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Bytes;

/// <summary>
/// Unpacks gzip (RFC 1952), any number of members, and knows how it ended. <see cref="GZipStream"/> alone does not
/// tell a file that was cut off from one that is whole. So one more member is put behind the last: only if that comes
/// out was there no open one before it, and nothing of it is handed on.
/// </summary>
internal sealed class GunzipStream : ForwardStream
{
    // Small inputs may expand as they like: it takes this much for it to hurt.
    private const long FreeBytes = 64L * 1024 * 1024;
    private const byte Mark = 0x5A;

    private readonly PackedSource _packed;
    private readonly GZipStream _unpacked;
    private readonly int _ratio;
    private long _produced;

    /// <summary>Unpacks a stream of gzip members; closes it when it is closed.</summary>
    public GunzipStream(Stream packed, Limits limits)
    {
        _packed = new PackedSource(packed);
        _unpacked = new GZipStream(_packed, CompressionMode.Decompress);
        _ratio = limits.DecompressionRatio;
    }

    /// <summary>How it ended.</summary>
    public GunzipEnd End { get; private set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (End != GunzipEnd.None || buffer.IsEmpty) return 0;
        int count;
        try
        {
            count = await _unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            End = _packed.MarkGiven ? GunzipEnd.Cut : GunzipEnd.Damaged;
            return 0;
        }

        if (count == 0 || _packed.MarkGiven)
        {
            End = count == 1 && buffer.Span[0] == Mark ? GunzipEnd.Whole : GunzipEnd.Cut;
            return 0;
        }

        _produced += count;
        if (_produced <= FreeBytes || _produced / _ratio <= _packed.Consumed) return count;
        End = GunzipEnd.TooLarge;
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    private sealed class PackedSource(Stream packed) : ForwardStream
    {
        // A member of one byte, the mark: header, stored block, CRC-32, length (RFC 1952, 2.3; RFC 1951, 3.2.4).
        private static readonly byte[] MarkMember =
        [
            0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF,
            1, 1, 0, 0xFE, 0xFF, Mark,
            0x67, 0x57, 0xBC, 0x59, 1, 0, 0, 0,
        ];

        private int _markAt;

        public long Consumed { get; private set; }

        public bool MarkGiven => _markAt > 0;

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = _markAt > 0 ? 0 : await FillAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                Consumed += count;
                return count;
            }

            count = Math.Min(buffer.Length, MarkMember.Length - _markAt);
            MarkMember.AsMemory(_markAt, count).CopyTo(buffer);
            _markAt += count;
            return count;
        }

        // What the inflater has unpacked when it comes upon damage is lost with the piece it was given: as long as
        // pieces are always full, the same bytes give the same packets, however they arrive.
        private async ValueTask<int> FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            int filled = 0;
            while (filled < buffer.Length)
            {
                int count = await packed.ReadAsync(buffer[filled..], cancellationToken).ConfigureAwait(false);
                if (count == 0) break;
                filled += count;
            }

            return filled;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) packed.Dispose();
            base.Dispose(disposing);
        }
    }
}
