using CraneAnomaly.Records;

namespace CraneAnomaly.Capture.Link;

/// <summary>
/// Who was asked for lately, so that an answer which nobody asked for shows. Of fixed size: a question may push out
/// another, whose answer then looks unasked.
/// </summary>
internal sealed class ArpQuestions
{
    private const int Slots = 1_024;
    private const long MostNs = 5L * 1_000_000_000;

    private readonly (ulong Path, IpAddress Target, long TimestampNs)[] _asked = new (ulong, IpAddress, long)[Slots];

    /// <summary>Somebody asks who has an address.</summary>
    public void Ask(ulong path, IpAddress target, long timestampNs) => _asked[Slot(path, target)] = (path, target, timestampNs);

    /// <summary>Whether an answer was asked for.</summary>
    public bool WasAsked(ulong path, IpAddress sender, long timestampNs)
    {
        ref readonly var asked = ref _asked[Slot(path, sender)];
        return asked.Path == path && asked.Target == sender && Math.Abs(timestampNs - asked.TimestampNs) <= MostNs;
    }

    private static int Slot(ulong path, IpAddress address) =>
        (int)((address.Low ^ address.Low >> 16 ^ path) * 0x9E37_79B9_7F4A_7C15 >> 32) & (Slots - 1);
}
