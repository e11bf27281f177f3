namespace CraneAnomaly.Protocols.Sessions.Tls;

/// <summary>
/// Buffers for messages that do not end in the record in which they begin, shared by all sessions of a pipeline: few need
/// one at the same time, and most never.
/// </summary>
internal sealed class TlsFragments
{
    /// <summary>Most bytes of a message: chains of certificates are rarely beyond 16 KiB.</summary>
    public const int MessageBytes = 32 * 1024;

    /// <summary>Most buffers that are lent at one time, 64 MiB.</summary>
    public const int MostLent = 2_048;

    private readonly Stack<byte[]> _free = new();
    private int _lent;

    /// <summary>A buffer, or null when as many are lent as may be.</summary>
    public byte[]? Take()
    {
        if (_lent == MostLent) return null;
        _lent++;
        return _free.TryPop(out byte[]? buffer) ? buffer : new byte[MessageBytes];
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(byte[] buffer)
    {
        _lent--;
        _free.Push(buffer);
    }
}
