using System.Runtime.InteropServices;
using CraneAnomaly.Alerts;
using CraneAnomaly.Detectors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Tests.Detectors.Motion;

/// <summary>A simulated port that is learned on one day and watched on the next, without a file in between.</summary>
internal sealed class MotionRun(ulong seed, int cranes, double rate = 5) : IAlertSink
{
    private readonly Dictionary<string, Alert> _alerts = new(StringComparer.Ordinal);

    private delegate void RowTaker(in OtRecord record, RecordBody body);

    /// <summary>What happened in the port watched last.</summary>
    public IReadOnlyList<SimulatedEvent> Events { get; private set; } = [];

    public void OnAlert(Alert alert) => _alerts[alert.Id] = alert;

    public Baseline Learn(
        double hours, string scenario = "normal", double strength = 0.1, Func<TrainingSet, TrainedModel>? train = null)
    {
        var port = Port(scenario, strength, hours, 0);
        var learner = new BaselineLearner(new() { Cranes = Sheets(port) });
        Feed(port, learner.Symbols, learner.Process);
        return learner.Complete(train);
    }

    /// <summary>The alerts of motion, in the order in which they were first seen.</summary>
    public IReadOnlyList<Alert> Detect(Baseline? baseline, double hours, string scenario, double strength = 0.1)
    {
        _alerts.Clear();
        var port = Port(scenario, strength, hours, 1);
        var pipeline = DetectionPipeline.Create(baseline, new() { Cranes = Sheets(port) }, this);
        Feed(port, pipeline.Symbols, pipeline.Process);
        pipeline.Complete();
        Events = port.Events;
        return [.. _alerts.Values.Where(alert => alert.Type.Kind == "movement-throttling")
            .OrderBy(alert => alert.FirstSeenNs).ThenBy(alert => alert.Id, StringComparer.Ordinal)];
    }

    private static List<CraneSheet> Sheets(SimulatedPort port) =>
    [
        .. port.Nameplates.Select(plate => new CraneSheet
        {
            Id = plate.Id,
            RatedLoad = plate.RatedLoad,
            Rated = new Dictionary<Axis, AxisRating>
            {
                [Axis.Hoist] = new()
                {
                    Speed = plate.HoistSpeedLaden,
                    SpeedEmpty = plate.HoistSpeedEmpty,
                    Acceleration = plate.HoistAcceleration,
                    Power = plate.HoistPower,
                },
                [Axis.Trolley] = new() { Speed = plate.TrolleySpeed, Acceleration = plate.TrolleyAcceleration },
                [Axis.Gantry] = new() { Speed = plate.GantrySpeed, Acceleration = plate.GantryAcceleration },
            },
        }),
    ];

    private static void Feed(SimulatedPort port, SymbolTable symbols, RowTaker take)
    {
        int[] names = [.. port.Nameplates.Select(plate => symbols.Intern(plate.Id))];
        var values = new SignalValue[SignalCatalog.Count];
        var none = FlowIdentity.None;
        while (port.Next(out var sample))
        {
            int count = 0;
            for (int i = 0; i < SignalCatalog.Count; i++)
            {
                bool text = sample.Texts[i] is not null;
                if (!text && double.IsNaN(sample.Numbers[i])) continue;
                values[count++] = new()
                {
                    Signal = new(i),
                    Type = SignalCatalog.Type(new(i)),
                    Quality = sample.Qualities[i],
                    Number = text ? symbols.Intern(sample.Texts[i]!) : sample.Numbers[i],
                };
            }

            var payload = MemoryMarshal.AsBytes(values.AsSpan(0, count));
            var record = new OtRecord
            {
                TimestampNs = sample.TimestampNs,
                Flow = -1,
                Protocol = OtProtocol.Telemetry,
                Kind = RecordKind.Measurement,
                Crane = names[sample.Crane],
                PayloadLength = (ushort)payload.Length,
            };
            take(record, new RecordBody(in none, default, payload));
        }
    }

    private SimulatedPort Port(string scenario, double strength, double hours, int day) => new(new()
    {
        Scenario = scenario,
        Strength = strength,
        Seed = seed,
        Cranes = cranes,
        RateHz = rate,
        Duration = TimeSpan.FromHours(hours),
        Start = new DateTimeOffset(2026, 3, 2, 6, 30, 0, TimeSpan.Zero).AddHours(27 * day),
    });
}
