using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>One capture (pcap, microseconds), and where in it lies what was marked.</summary>
/// <param name="stream">Where it goes.</param>
/// <param name="marked">Takes every frame that is marked, with its mark; null where first and last are enough.</param>
internal sealed class CaptureFile(Stream stream, Action<int, string>? marked = null)
{
    private const char All = '*';

    private readonly Dictionary<string, (int First, int Last)> _marks = [];
    private readonly PcapWriter _pcap = new(to: stream);

    public int Frames { get; private set; }

    /// <summary>First and last frame, from 1, of each mark.</summary>
    public IReadOnlyDictionary<string, (int First, int Last)> Marks => _marks;

    /// <summary>The mark of all frames of a scene.</summary>
    public static string WholeOf(int scene) => $"{scene}/{All}";

    public void Add(long at, string? mark, byte[] frame)
    {
        Frames++;
        _pcap.Packet((uint)(at / Agenda.Second), (uint)(at % Agenda.Second / 1000), frame);
        if (mark is null) return;
        _marks[mark] = (_marks.TryGetValue(mark, out var m) ? m.First : Frames, Frames);
        if (mark.IndexOf('/') is > 0 and var stroke)
        {
            string whole = mark[..(stroke + 1)] + All;
            _marks[whole] = (_marks.TryGetValue(whole, out m) ? m.First : Frames, Frames);
        }

        marked?.Invoke(Frames, mark);
    }
}
