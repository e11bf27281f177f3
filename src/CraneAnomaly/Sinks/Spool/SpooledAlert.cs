namespace CraneAnomaly.Sinks.Spool;

/// <summary>
/// One state of one alert as it lies in the spool, in every rendering that was in use when it was taken. What a
/// receiver may need to tell a copy from a new one is <see cref="Id"/> with <see cref="Revision"/>.
/// </summary>
public sealed class SpooledAlert
{
    internal SpooledAlert(long sequence, string id, IReadOnlyList<(string Key, ReadOnlyMemory<byte> Bytes)> renderings) =>
        (Sequence, Id, Renderings) = (sequence, id, renderings);

    /// <summary>Its number in the chained log, from 1, without gaps.</summary>
    public long Sequence { get; }

    /// <summary>Id of the episode.</summary>
    public string Id { get; }

    /// <summary>State of the episode, from 1.</summary>
    public int Revision { get; internal init; }

    /// <summary>0 to 100.</summary>
    public int Severity { get; internal init; }

    /// <summary>The crane; empty where none is known.</summary>
    public string Crane { get; internal init; } = "";

    /// <summary>Event time at which this state was written, nanoseconds since 1970.</summary>
    public long CreatedNs { get; internal init; }

    /// <summary>Hash of its line in the chained log, lower-case hex.</summary>
    public string Hash { get; internal init; } = "";

    internal IReadOnlyList<(string Key, ReadOnlyMemory<byte> Bytes)> Renderings { get; }

    /// <summary>The alert in these words, without a line end.</summary>
    /// <remarks>Where they were not in use when it was taken, our own JSON line: nothing is lost over a changed setting.</remarks>
    public ReadOnlyMemory<byte> In(AlertRendering rendering)
    {
        string key = rendering.Key;
        foreach (var (name, bytes) in Renderings)
        {
            if (name == key) return bytes;
        }

        return Renderings[0].Bytes;
    }
}
