using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>
/// What the mirror port of a switch sees: frames of many conversations, sent in any order, seen in the order of time.
/// </summary>
internal sealed class MirrorPort
{
    // Stable: what was sent at one time stays in order.
    private readonly PriorityQueue<Pending, (long At, long Order)> _pending = new();
    private long _order;

    /// <summary>The mark of what is sent from now on, or null.</summary>
    public string? Mark { get; set; }

    public void Send(long at, Host from, Host to, PacketPart transport) => Add(at, new(Mark, from, to, transport));

    public void SendFrame(long at, PacketPart frame) => Add(at, new(Mark, null, null, frame));

    /// <summary>Hands over what is seen before a time: nothing may be sent later that lies before it.</summary>
    public void DrainTo(CaptureFile file, long end)
    {
        while (_pending.TryPeek(out _, out var when) && when.At < end)
        {
            var (mark, from, to, part) = _pending.Dequeue();
            // Identifications are drawn in the order of the wire.
            byte[] frame = from is null || to is null ? part : Ethernet(
                Ipv4(from.Ip, to.Ip, part, from.NextId(), ttl: from.Ttl), from.Mac, to.Mac);
            file.Add(when.At, mark, frame);
        }
    }

    private void Add(long at, Pending frame) => _pending.Enqueue(frame, (at, _order++));

    private readonly record struct Pending(string? Mark, Host? From, Host? To, PacketPart Part);
}
