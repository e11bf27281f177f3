using System.Buffers;

namespace CraneAnomaly.Capture.Live;

/// <summary>
/// A source that is no file: a network interface, a broker, a listener. It says in bytes of one format what comes to it, for
/// as long as it is watched. Losing a connection and finding it again is its own affair.
/// </summary>
/// <param name="name">Its address, without anything secret: it stands in alerts.</param>
/// <param name="format">What its bytes are; not <see cref="InputFormat.Auto"/>, as little may come for long.</param>
public abstract class LiveSource(string name, InputFormat format)
{
    /// <summary>Its address, without anything secret.</summary>
    public string Name { get; } = name;

    /// <summary>What its bytes are.</summary>
    public InputFormat Format { get; } = format;

    /// <summary>Packets or messages that came and were not taken, so far; each is told of as a loss.</summary>
    public virtual long Lost => 0;

    /// <summary>What comes, until it is stopped; then what is there already.</summary>
    /// <param name="stop">Cancelled when nothing more is waited for. That it was is no exception.</param>
    /// <returns>
    /// Pieces that end where a line or a packet ends. A piece is valid until the next is asked for; by then it was taken, and
    /// the source may confirm it to whoever sent it.
    /// </returns>
    /// <exception cref="IOException">It cannot be watched any more, or not at all.</exception>
    public abstract IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(CancellationToken stop);

    /// <summary>Writes a message that is one JSON object, or one line of a log, as a line of its own.</summary>
    /// <param name="message">The message. JSON has line ends between its values alone, where a blank says the same.</param>
    /// <param name="to">Where the piece is put together.</param>
    protected static void WriteLine(ReadOnlySpan<byte> message, IBufferWriter<byte> to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var line = to.GetSpan(message.Length + 1);
        message.Replace(line, (byte)'\n', (byte)' ');
        line[..message.Length].Replace((byte)'\r', (byte)' ');
        line[message.Length] = (byte)'\n';
        to.Advance(message.Length + 1);
    }
}
