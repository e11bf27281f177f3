using System.Security.Cryptography;
using CraneAnomaly.Capture.Bytes;
using Microsoft.Win32.SafeHandles;

namespace CraneAnomaly.Capture.Live;

/// <summary>A file that somebody is still writing: at its end a read waits for more, until the file is over.</summary>
/// <param name="path">The file.</param>
/// <param name="pause">How long to wait before looking again.</param>
/// <param name="time">The clock to wait by.</param>
/// <param name="stop">Cancelled when nothing more is waited for: its end is an end then.</param>
/// <param name="from">Bytes in front that were read before.</param>
internal sealed class GrowingFile(string path, TimeSpan pause, TimeProvider time, CancellationToken stop, long from = 0) : ForwardStream
{
    // Whoever writes, rotates or deletes the file is not to be disturbed.
    private readonly SafeFileHandle _file = File.OpenHandle(
        path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);

    private long _grewAt = time.GetTimestamp();

    /// <summary>Bytes read.</summary>
    public long BytesRead { get; private set; } = from;

    /// <summary>Whether there are bytes that were not read.</summary>
    public bool HasMore => RandomAccess.GetLength(_file) > BytesRead;

    /// <summary>For how long nothing was added to it.</summary>
    public TimeSpan Quiet => time.GetElapsedTime(_grewAt);

    /// <summary>Asked at its end: whether nobody writes it any more.</summary>
    public Func<GrowingFile, bool>? IsOver { get; init; }

    /// <summary>SHA-256 of its first bytes; null where it has not so many.</summary>
    public byte[]? Head(int length)
    {
        byte[] head = new byte[length];
        int count = 0;
        for (int read = 1; read > 0 && count < length; count += read) read = RandomAccess.Read(_file, head.AsSpan(count), count);
        return count == length ? SHA256.HashData(head) : null;
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            int count = await RandomAccess.ReadAsync(_file, buffer, BytesRead, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                BytesRead += count;
                _grewAt = time.GetTimestamp();
                return count;
            }

            if (buffer.IsEmpty || stop.IsCancellationRequested || IsOver?.Invoke(this) == true) return 0;
            await WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WaitAsync(CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellation);
        try
        {
            await Task.Delay(pause, time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The end of the waiting; what came meanwhile is read.
        }
    }
}
