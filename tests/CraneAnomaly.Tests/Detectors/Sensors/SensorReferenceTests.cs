using System.Buffers;
using System.Runtime.InteropServices;
using CraneAnomaly.Detectors;
using CraneAnomaly.Detectors.Sensors;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Tests.Detectors.Sensors;

public class SensorReferenceTests
{
    private static readonly string[] s_names =
    [
        "hoist.position", "hoist.speed", "hoist.torque", "trolley.position", "trolley.speed", "spreader.load", "wind.speed",
        "wind.speed2", "spreader.locked", "spreader.landed", "anchor.trolley.position", "watchdog", "trolley.slowdown",
        "trolley.demand", "trolley.reference", "protective_function.force_limiter.enabled", "radio.id",
    ];

    private readonly SymbolTable _symbols = new();
    private double _position, _speed;
    private int _crane;

    [Fact]
    public void State_WrittenAndRead_IsTheSame()
    {
        byte[] bytes = Save(Learn(3000));

        var reader = new StateReader(bytes);
        var again = SensorReference.Load(ref reader);

        Assert.Equal(0, reader.Remaining);
        Assert.Equal(bytes, Save(again));
        var normal = again.Find("QC01")!;
        Assert.True(normal.Repeats[3 * SensorNormal.States + 2].IsReady);
        Assert.True(normal.Axes[1].Moves > 0);
        Assert.Equal(1, normal.Axes[1].Ratio, 0.02);
        Assert.True(normal.Pairs[SensorNormal.OwnWind].Count > 1000);
        Assert.Equal(1, normal.RowsBetween[SensorPlaces.Load]);
        Assert.True(normal.Limits[SensorNormal.LimitFlags + 2].IsReady);
        Assert.True(normal.Sticks[1].With > 10);
        Assert.Equal(1, normal.Protections);
        Assert.Equal(["R-1"], normal.Radios);
    }

    [Fact]
    public void State_LearnedTwice_IsTheSame() => Assert.Equal(Save(Learn(500)), Save(Learn(500)));

    [Fact]
    public void State_CutOffAnywhere_SaysSo()
    {
        byte[] bytes = Save(Learn(200));
        for (int length = 0; length < bytes.Length; length += 7)
        {
            byte[] cut = bytes[..length];
            Assert.Throws<InvalidDataException>(() =>
            {
                var reader = new StateReader(cut);
                SensorReference.Load(ref reader);
            });
        }
    }

    [Fact]
    public void Row_InSteadyState_AllocatesNothing()
    {
        var judge = new SensorJudge(_symbols, new Silent());
        var crane = new CraneState("QC01", 0, new(null), _symbols);
        var row = NewRow();
        for (int i = 0; i < 3000; i++) Feed(judge, crane, row, i, learn: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 3000; i < 6000; i++) Feed(judge, crane, row, i, learn: false);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Save(SensorReference reference)
    {
        var output = new ArrayBufferWriter<byte>();
        reference.Save(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static SignalValue[] NewRow() =>
    [
        .. s_names.Select(name =>
        {
            Assert.True(SignalCatalog.TryFind(name, out var signal));
            return new SignalValue { Signal = signal, Type = signal.IsAnchor ? SignalType.Number : SignalCatalog.Type(signal) };
        }),
    ];

    private SensorReference Learn(int rows)
    {
        (_position, _speed) = (0, 0);
        var judge = new SensorJudge(_symbols, new Silent());
        var crane = new CraneState("QC01", 0, new(null), _symbols);
        var row = NewRow();
        for (int i = 0; i < rows; i++) Feed(judge, crane, row, i, learn: true);
        return judge.Learned();
    }

    // The trolley swings, the hoist lifts, everything has its noise.
    private void Feed(SensorJudge judge, CraneState state, SignalValue[] row, int i, bool learn)
    {
        uint noise = (uint)i * 2654435761u;
        double Noise(int shift, double step) => step * ((noise >> shift & 15) - 7.5);
        double speed = 2 * Math.Max(0, Math.Sin(i * 0.05)) * (i / 126 % 2 == 0 ? 1 : -1);
        _position += (speed + _speed) / 2;
        _speed = speed;
        Span<double> values =
        [
            10, 0, 0.2, _position + Noise(2, 0.001), speed + Noise(5, 0.0005) * (speed == 0 ? 0 : 1), 20 + Noise(9, 0.05), 7 + Noise(12, 0.1),
            7 + Noise(16, 0.1), 1, 0, _position + Noise(20, 0.001), i & 1, _position > 40 ? 1 : 0, speed / 2, speed, 1,
            _symbols.Intern("R-1"),
        ];
        for (int k = 0; k < row.Length; k++) row[k].Number = values[k];
        var payload = MemoryMarshal.AsBytes(row.AsSpan());
        var record = new OtRecord
        {
            TimestampNs = 1_700_000_000_000_000_000 + (i * 1_000_000_000L),
            Kind = RecordKind.Measurement,
            Crane = _crane == 0 ? _crane = _symbols.Intern("QC01") : _crane,
            PayloadLength = (ushort)payload.Length,
        };
        var none = FlowIdentity.None;
        var body = new RecordBody(in none, default, payload);
        state.Update(record.TimestampNs, body.Signals);
        if (learn) judge.Learn(state, record, body);
        else judge.OnRow(state, record, body);
    }

    private sealed class Silent : IFindingSink
    {
        public bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => true;

        public void Report(Finding finding)
        {
        }
    }
}
