using CraneAnomaly.Records;
using CraneAnomaly.Telemetry.Names;

namespace CraneAnomaly.Telemetry.Sparkplug;

/// <summary>An edge node: its own metrics, those of its devices, and the number that they count in together (6.4.2).</summary>
internal sealed class SparkplugEdge(NameTable names, TextSymbols texts, Limits limits)
{
    private const int MostDevices = 1_024;

    private readonly Dictionary<string, SparkplugNode> _devices = new(StringComparer.Ordinal);
    private int _sequence = -1;

    /// <summary>Who publishes under this name, empty for the node itself; null when there are too many.</summary>
    public SparkplugNode? Publisher(ReadOnlySpan<char> device)
    {
        var byLetters = _devices.GetAlternateLookup<ReadOnlySpan<char>>();
        if (byLetters.TryGetValue(device, out var node) || _devices.Count >= MostDevices) return node;
        _devices.Add(device.ToString(), node = new(names, texts, limits));
        return node;
    }

    /// <summary>Takes the number of the next message, -1 for none.</summary>
    /// <returns>Whether messages before it are missing; those before a birth belong to another life.</returns>
    public bool IsGap(int sequence, bool isNodeBirth)
    {
        bool gap = !isNodeBirth && sequence >= 0 && _sequence >= 0 && sequence != ((_sequence + 1) & 0xFF);
        _sequence = sequence;
        return gap;
    }
}
