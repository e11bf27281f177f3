using CraneAnomaly.Simulator.Cranes;
using CraneAnomaly.Simulator.Quay;
using CraneAnomaly.Simulator.Scenarios;

namespace CraneAnomaly.Simulator;

/// <summary>
/// A quay with its cranes, in event time: every call of <see cref="Next"/> gives the next row that a receiver gets.
/// One thread at a time.
/// </summary>
internal sealed class SimulatedPort
{
    /// <summary>The longest step of drives and ropes, s.</summary>
    private const double LongestStep = 0.2;

    private readonly PortOptions _options;
    private readonly SimulatedCrane[] _cranes;
    private readonly CraneReporter[] _reporters;
    private readonly CraneClock[] _clocks;
    private readonly Berth[] _berths;
    private readonly Scenario _scenario;
    private readonly List<SimulatedEvent> _events = [];
    private readonly List<SimulatedPermit> _permits = [];
    private readonly int _steps;
    private readonly int _stepsPerRow;
    private readonly double _dt;
    private readonly long _periodNs;
    private readonly double _epoch;

    private long _row = -1;
    private int _crane;
    private long _second = -1;
    private long _step;

    public SimulatedPort(PortOptions options)
    {
        if (options.Cranes < 1) throw new ArgumentOutOfRangeException(nameof(options), "a port has at least one crane");
        if (options.RateHz is < 0.1 or > 50)
            throw new ArgumentOutOfRangeException(nameof(options), "rows a second and crane are 0.1 to 50");
        if (!(options.Noise >= 0 && double.IsFinite(options.Noise)))
            throw new ArgumentOutOfRangeException(nameof(options), "noise has a factor of 0 or more");
        _options = options;
        _periodNs = (long)Math.Round(1e9 / options.RateHz);
        _steps = Math.Max(1, (int)Math.Ceiling(_periodNs / (LongestStep * 1e9)));
        _dt = _periodNs / 1e9 / _steps;
        _epoch = options.StartNs / 1e9;
        int rowsPerPeriod = options.IsEveryStep ? _steps : 1;
        _stepsPerRow = _steps / rowsPerPeriod;
        Rows = rowsPerPeriod * (long)(options.Duration.Ticks * 100 / _periodNs);
        int berths = ((options.Cranes - 1) / Berth.CranesPerBerth) + 1;
        _berths = [.. Enumerable.Range(0, berths).Select(i => new Berth(options.Seed, i))];
        Nameplates = [.. Enumerable.Range(0, options.Cranes).Select(i => Plate(i, berths))];
        _cranes = [.. Enumerable.Range(0, options.Cranes).Select(i =>
            new SimulatedCrane(Nameplates[i], i, options, _dt, _berths[i / Berth.CranesPerBerth], _permits))];
        _reporters = [.. _cranes.Select(c => new CraneReporter(c, options, options.RateHz * rowsPerPeriod))];
        _clocks = [.. _cranes.Select(c => new CraneClock(options.Seed, c.Index))];
        Weather = new(new(options.Seed, -1, RandomPurpose.Weather));
        _crane = options.Cranes;
        _scenario = ScenarioCatalog.Create(options);
        _scenario.Begin(this);
    }

    public PortOptions Options => _options;

    /// <summary>Rows a crane in all.</summary>
    public long Rows { get; }

    public Weather Weather { get; }

    public IReadOnlyList<SimulatedCrane> Cranes => _cranes;

    public IReadOnlyList<Berth> Berths => _berths;

    /// <summary>What was done to the cranes; complete when <see cref="Next"/> has said false.</summary>
    public IReadOnlyList<SimulatedEvent> Events => _events;

    /// <summary>Permits, for work that is allowed; complete when <see cref="Next"/> has said false.</summary>
    public IReadOnlyList<SimulatedPermit> Permits => _permits;

    /// <summary>The papers of the cranes, by their place.</summary>
    public IReadOnlyList<CraneNameplate> Nameplates { get; }

    /// <summary>Now, seconds from the start.</summary>
    public double Time { get; private set; }

    /// <summary>Now, nanoseconds since 1970 UTC, by a clock that is right.</summary>
    public long NowNs => _options.StartNs + (long)(Time * 1e9);

    /// <summary>When the scenario first changed anything, seconds from the start; NaN before.</summary>
    public double Began => _scenario.Began;

    /// <summary>Place of the crane that the scenario is about; below 0 for all.</summary>
    public int Target => _scenario.Target;

    public void Add(SimulatedEvent happened) => _events.Add(happened);

    public void Add(SimulatedPermit permit) => _permits.Add(permit);

    /// <summary>
    /// The next row, all cranes of a moment one after the other; false at the end of the time. The sample is filled
    /// anew for the next moment of its crane.
    /// </summary>
    public bool Next(out CraneSample sample)
    {
        while (true)
        {
            if (_crane >= _cranes.Length)
            {
                if (_row + 1 >= Rows) break;
                _row++;
                _crane = 0;
                Advance();
            }

            int i = _crane++;
            var reporter = _reporters[i];
            reporter.Fill();
            sample = reporter.Sample;
            long now = _options.IsEveryStep ? NowNs : _options.StartNs + (_row * _periodNs);
            bool arrives = _clocks[i].Stamp(sample, now, Time, _cranes[i].Overrides);
            _scenario.OnSample(_cranes[i], sample);

            // Whoever switches the telemetry off leaves the controller its values.
            if (_options.IsLossless) sample.ReceivedNs = now;
            if (arrives || _options.IsLossless || (_options.IsEveryStep && _cranes[i].Overrides.Silent)) return true;
        }

        _scenario.Finish();
        sample = _reporters[0].Sample;
        return false;
    }

    private void Advance()
    {
        int steps = _row == 0 ? 1 : _stepsPerRow;
        for (int s = 0; s < steps; s++)
        {
            Time = _step * _dt;
            _step++;
            if ((long)Time != _second) Tick((long)Time);
            double epoch = _epoch + Time;
            foreach (var crane in _cranes)
            {
                crane.Steer(Time, epoch);
                _scenario.BeforeMove(crane);
                crane.Move();
            }
        }
    }

    private void Tick(long second)
    {
        _second = second;
        foreach (var berth in _berths) berth.Advance(second);
        Weather.Step();
        _scenario.OnSecond();
        foreach (var crane in _cranes)
            crane.Anemometers.Step(Weather.Speed, crane.Overrides.Wind, crane.Overrides.WindOffset);
    }

    // Two makers, so that groups of one vendor can be told apart; the papers of a crane are a little its own.
    private CraneNameplate Plate(int index, int berths)
    {
        bool first = RandomStream.Hash(_options.CraneSeed, (ulong)index + 77) % 5 < 3;
        string checksum = (RandomStream.Hash(_options.CraneSeed, (ulong)index + 501) >> 32).ToString("x8", null);
        return new()
        {
            Id = $"QC{index + 1:00}",
            Vendor = first ? "Harbour Machinery" : "Norden Cranes",
            Firmware = first ? "HM-4.2.1" : "NC-7.10.3",
            ParameterChecksum = checksum,
            HoistSpeedLaden = first ? 1.5 : 1.4,
            HoistSpeedEmpty = first ? 3.0 : 2.8,
            HoistPower = first ? 1350 : 1260,
            TrolleySpeed = first ? 4.0 : 3.7,
            Maximum = [40, 58, (berths * Berth.Length) + 60, 80],
        };
    }
}
