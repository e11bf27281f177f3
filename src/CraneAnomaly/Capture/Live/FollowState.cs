using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Capture.Live;

/// <summary>What was read of inputs that are followed, so that a later watch goes on behind it. Changed by who holds the gate.</summary>
internal sealed class FollowState<TSink>(TSink sink) where TSink : struct, IInputSink
{
    private readonly Dictionary<string, Dictionary<string, long>> _read = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    /// <summary>Whose turn it is.</summary>
    public Turns<TSink> Turns { get; } = new(sink);

    /// <summary>The inputs, by their ordinals.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Inputs opened so far.</summary>
    public int Opened { get; set; }

    /// <summary>Files and sources that have not ended.</summary>
    public List<FollowedInput<TSink>> Open { get; } = [];

    /// <summary>How much was read of the files of a source.</summary>
    public Dictionary<string, long> ReadOf(string source)
    {
        if (!_read.TryGetValue(source, out var read)) _read.Add(source, read = new(StringComparer.Ordinal));
        return read;
    }

    /// <summary>The number of a source, the same whenever it is watched again.</summary>
    public int PlaceOf(string source)
    {
        if (!_places.TryGetValue(source, out int place)) _places.Add(source, place = _places.Count);
        return place;
    }
}
