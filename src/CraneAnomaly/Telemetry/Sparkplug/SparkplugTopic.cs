namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>A topic of Sparkplug B (3.0.0, 4.1): <c>spBv1.0/GROUP/TYPE/NODE</c>, and <c>/DEVICE</c> for one behind a node.</summary>
internal readonly ref struct SparkplugTopic
{
    /// <summary>Most letters of one that is read.</summary>
    public const int MostLetters = 512;

    private SparkplugTopic(ReadOnlySpan<char> topic, scoped ReadOnlySpan<Range> parts)
    {
        Group = topic[parts[1]];
        Type = topic[parts[2]];
        Node = topic[parts[3]];
        Device = parts.Length == 5 ? topic[parts[4]] : [];
    }

    public ReadOnlySpan<char> Group { get; }

    public ReadOnlySpan<char> Type { get; }

    /// <summary>The edge node.</summary>
    public ReadOnlySpan<char> Node { get; }

    /// <summary>The device behind it; empty for the node's own.</summary>
    public ReadOnlySpan<char> Device { get; }

    /// <summary>Whether the numbers of messages begin again with it.</summary>
    public bool IsNodeBirth => Type is "NBIRTH";

    /// <summary>Whether it says which alias stands for which name.</summary>
    public bool IsBirth => Type is "NBIRTH" or "DBIRTH";

    /// <summary>Whether its payload holds measured values.</summary>
    public bool HasValues => IsBirth || Type is "NDATA" or "DDATA";

    /// <summary>Reads a topic.</summary>
    /// <returns>False when it is none of Sparkplug B.</returns>
    public static bool TryRead(ReadOnlySpan<char> topic, out SparkplugTopic read)
    {
        read = default;
        Span<Range> parts = stackalloc Range[6];
        parts = parts[..topic.Split(parts, '/')];
        if (parts.Length is < 3 or > 5 || topic[parts[0]] is not "spBv1.0") return false;

        // 4.1: the state of a host application stands under no group.
        if (parts.Length == 3) return topic[parts[1]] is "STATE";
        if (topic[parts[3]].IsEmpty || (parts.Length == 5 && topic[parts[4]].IsEmpty)) return false;
        read = new(topic, parts);
        return read.Type is ['N' or 'D', ..] && (read.Type[0] == 'D') == (parts.Length == 5);
    }
}
