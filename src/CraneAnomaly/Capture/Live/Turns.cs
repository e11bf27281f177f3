using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Capture.Live;

/// <summary>One sink for several inputs that are read at the same time: who holds the gate has the turn.</summary>
internal sealed class Turns<TSink>(TSink sink) where TSink : struct, IInputSink
{
    private TSink _sink = sink;
    private int _input = -1;

    /// <summary>Held while an input is read, and by whoever changes what readers share.</summary>
    public Lock Gate { get; } = new();

    private ref TSink To(int input, int place)
    {
        if (input != _input) _sink.OnInput(_input = input, place);
        return ref _sink;
    }

    /// <summary>What one input says; called by its reader alone, which holds the gate.</summary>
    internal readonly struct Sink(Turns<TSink> turns, int input, int place) : IPacketSink
    {
        public void OnPacket(in CapturedPacket packet, ReadOnlySpan<byte> data) => turns.To(input, place).OnPacket(packet, data);

        public void OnFileEvent(Violation violation, long frame, long offset, long amount) =>
            turns.To(input, place).OnFileEvent(violation, frame, offset, amount);

        public void OnRow(in OtRecord row, ReadOnlySpan<SignalValue> values, long offset) =>
            turns.To(input, place).OnRow(row, values, offset);

        public void OnLog(in OtRecord record, ReadOnlySpan<byte> row, long offset) =>
            turns.To(input, place).OnLog(record, row, offset);
    }
}
