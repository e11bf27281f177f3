using System.Security.Cryptography;

namespace CraneAnomaly.Sinks.Anchors;

/// <summary>Writes anchors of a log beside it: after every 1,000 lines or 60 s with new ones, and at the end.</summary>
public sealed class AnchorWriter : IDisposable
{
    private const int Lines = 1000;
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(60);

    private readonly StreamWriter _file;
    private readonly ECDsa _key;
    private readonly TimeProvider _time;
    private (long Sequence, string Head) _now, _signed;
    private long _signedAt;

    /// <summary>Makes the file, in place of an older one.</summary>
    /// <param name="path">The file, by custom the log's with <c>.anchors</c>.</param>
    /// <param name="key">The private key; it stays the caller's.</param>
    /// <param name="time">The clock that stands in anchors; null for the system's.</param>
    public AnchorWriter(string path, ECDsa key, TimeProvider? time = null)
    {
        (_file, _key, _time) = (new StreamWriter(path), key, time ?? TimeProvider.System);
        _signedAt = _time.GetTimestamp();
    }

    /// <summary>The log has grown.</summary>
    /// <param name="sequence">Number of its last line.</param>
    /// <param name="head">Its hash.</param>
    public void OnLine(long sequence, string head)
    {
        _now = (sequence, head);
        if (sequence - _signed.Sequence >= Lines || _time.GetElapsedTime(_signedAt) >= Age) Sign();
    }

    /// <summary>Signs the end.</summary>
    public void Dispose()
    {
        if (_now.Sequence > _signed.Sequence) Sign();
        _file.Dispose();
    }

    private void Sign()
    {
        (_signed, _signedAt) = (_now, _time.GetTimestamp());
        _file.WriteLine(AlertAnchor.Sign(_now.Sequence, _now.Head, _time.GetUtcNow(), _key).ToLine());
        _file.Flush();
    }
}
