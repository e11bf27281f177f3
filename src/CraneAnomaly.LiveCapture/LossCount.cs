using System.Buffers;

namespace CraneAnomaly.LiveCapture;

/// <summary>What was lost since the beginning, out of counters that have 32 bits.</summary>
internal sealed class LossCount
{
    private uint _bySystem, _byInterface;

    /// <summary>Lost because nobody fetched it in time.</summary>
    public ulong BySystem { get; private set; }

    /// <summary>Lost before it came to the system.</summary>
    public ulong ByInterface { get; private set; }

    /// <summary>Looks at the counters.</summary>
    /// <returns>Whether more is lost than at the last look.</returns>
    public bool Take(uint droppedBySystem, uint droppedByInterface)
    {
        (ulong system, ulong ofInterface) = (unchecked(droppedBySystem - _bySystem), unchecked(droppedByInterface - _byInterface));
        (_bySystem, _byInterface) = (droppedBySystem, droppedByInterface);
        BySystem += system;
        ByInterface += ofInterface;
        return system + ofInterface > 0;
    }

    /// <summary>Writes it down.</summary>
    public void Write(IBufferWriter<byte> to) => PcapngPieces.Losses(
        to, (ulong)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / 10, BySystem, ByInterface);
}
