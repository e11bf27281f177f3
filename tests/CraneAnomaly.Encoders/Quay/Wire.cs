using static CraneAnomaly.Encoders.PacketBuilder;

namespace CraneAnomaly.Encoders.Quay;

/// <summary>One capture file, and where in it lies what was marked: frames from 1.</summary>
internal sealed record Recording(byte[] Pcap, int Frames, IReadOnlyDictionary<string, (int First, int Last)> Marks);

/// <summary>What the mirror port of the quay's switch sees.</summary>
internal sealed class Wire
{
    private readonly List<Pending> _pending = [];

    /// <summary>The mark of what is sent from now on, or null.</summary>
    public string? Mark { get; set; }

    public void Send(long at, Host from, Host to, PacketPart transport) => _pending.Add(new(
        at, Mark,
        () => Ethernet(Ipv4(from.Ip, to.Ip, transport, from.NextId(), ttl: from.Ttl), from.Mac, to.Mac)));

    public void SendFrame(long at, PacketPart frame) => _pending.Add(new(at, Mark, () => frame));

    /// <summary>Everything up to the last end, in one file for each end.</summary>
    public IReadOnlyList<Recording> Cut(params long[] ends)
    {
        // Stable: what was sent at one time stays in order. Identifications are drawn in the order of the wire.
        var ordered = _pending.OrderBy(p => p.At).ToList();
        var recordings = new List<Recording>();
        int at = 0;
        foreach (long end in ends)
        {
            var pcap = new PcapWriter();
            var marks = new Dictionary<string, (int First, int Last)>();
            int frame = 0;
            for (; at < ordered.Count && ordered[at].At < end; at++)
            {
                var (when, mark, build) = ordered[at];
                frame++;
                pcap.Packet((uint)(when / Agenda.Second), (uint)(when % Agenda.Second / 1000), build());
                if (mark is not null) marks[mark] = (marks.TryGetValue(mark, out var m) ? m.First : frame, frame);
            }

            recordings.Add(new(pcap.ToArray(), frame, marks));
        }

        return recordings;
    }

    private sealed record Pending(long At, string? Mark, Func<byte[]> Build);
}
