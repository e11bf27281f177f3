using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>
/// A text file under construction: bytes gather in one buffer and leave it in large pieces, compressed on request.
/// Who writes asks for room first, and says afterwards how much of it was used.
/// </summary>
internal sealed class TextFile : IDisposable
{
    private const int Flushed = 1 << 16;

    private readonly Stream _stream;
    private byte[] _bytes = new byte[2 * Flushed];
    private int _used;

    public TextFile(string path, bool gzip)
        : this(gzip ? Compressed(path) : File.Create(path, bufferSize: 1))
    {
    }

    public TextFile(Stream stream) => _stream = stream;

    /// <summary>Bytes written so far, before compression.</summary>
    public long Length { get; private set; }

    /// <summary>Room for at least so many bytes; valid until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int atLeast)
    {
        if (_bytes.Length - _used < atLeast) MakeRoom(atLeast);
        return _bytes.AsSpan(_used);
    }

    /// <summary>So many bytes of the room are part of the file now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count)
    {
        _used += count;
        Length += count;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Advance(bytes.Length);
    }

    public void Write(string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Advance(Encoding.UTF8.GetBytes(text, Room(most)));
    }

    /// <summary>Hands over what is held.</summary>
    public void Flush()
    {
        _stream.Write(_bytes, 0, _used);
        _used = 0;
    }

    public void Dispose()
    {
        if (_used > 0) Flush();
        _stream.Dispose();
    }

    // Speed counts for more than size here, and the bytes have to be the same every time.
    private static GZipStream Compressed(string path) => new(File.Create(path), CompressionLevel.Fastest);

    private void MakeRoom(int atLeast)
    {
        Flush();
        if (_bytes.Length < atLeast) _bytes = new byte[Math.Max(atLeast, 2 * _bytes.Length)];
    }
}
