using CraneAnomaly.Simulator.Wire;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>
/// A crane with two controllers that one master polls five times a second: it reads coils 0-15 and holding registers
/// 0-9 and 100-109, sets register 100 to 400-599 once a second, and turns coil 3 on and off. Beside it hosts ask for
/// the time and write a log.
/// </summary>
internal sealed class CraneSite
{
    public const string Master = "10.1.0.5";
    public const string Historian = "10.1.0.7";
    public const string TimeServer = "10.1.0.1";
    public const string First = "10.1.0.11";
    public const string Second = "10.1.0.12";
    public const string Stranger = "10.1.0.66";

    private const long DayNs = 86_400_000_000_000;

    private static readonly Lazy<Baseline> s_baseline = new(() => Learn(Clean(1500).Traffic));

    private readonly ModbusTalk[] _talks;
    private readonly int _jitter;
    private int _cycle;

    private CraneSite(CraneTraffic traffic, int jitter)
    {
        (Traffic, _jitter) = (traffic, jitter);
        _talks = [traffic.Connect(Master, First), traffic.Connect(Master, Second)];
    }

    /// <summary>What was learned from five minutes of it.</summary>
    public static Baseline Baseline => s_baseline.Value;

    public CraneTraffic Traffic { get; }

    /// <summary>The master's connection to the first controller.</summary>
    public ModbusTalk Talk => _talks[0];

    /// <summary>A clean period.</summary>
    public static CraneSite Clean(int cycles, int days = 0, int jitter = 7919)
    {
        var site = new CraneSite(new(CraneTraffic.StartNs + days * DayNs), jitter);
        site.Run(cycles);
        return site;
    }

    public static Baseline Learn(CraneTraffic traffic)
    {
        var learner = new BaselineLearner();
        traffic.Feed(learner.Process);
        return learner.Complete(train: null);
    }

    /// <summary>Twenty cycles of work, what happens, and twenty more; judged by the baseline.</summary>
    public static DetectionRun Judge(Action<CraneSite> happening, int days = 1)
    {
        var site = Clean(20, days);
        happening(site);
        site.Run(20);
        return DetectionRun.Of(site.Traffic, Baseline);
    }

    /// <summary>Work goes on for some cycles of 200 ms.</summary>
    public void Run(int cycles)
    {
        for (int i = 0; i < cycles; i++) Cycle();
    }

    private void Cycle()
    {
        long end = Traffic.NowNs + 200_000_000 + (long)(_cycle * _jitter % 1000) * 4000;
        foreach (var talk in _talks)
        {
            talk.Ask(ModbusEncoder.Read(3, 0, 10), ModbusEncoder.Registers(3, new int[10]));
            talk.Ask(ModbusEncoder.Read(1, 0, 16), ModbusEncoder.Bits(1, new bool[16]));
            talk.Ask(ModbusEncoder.Read(3, 100, 10), ModbusEncoder.Registers(3, new int[10]));
            if (_cycle % 5 == 0) talk.Order(ModbusEncoder.WriteRegister(100, 400 + _cycle * 37 % 200));
            if (_cycle % 10 == 3) talk.Order(ModbusEncoder.WriteCoil(3, _cycle % 20 == 3));
        }

        if (_cycle % 10 == 0)
        {
            Traffic.Datagram(Master, TimeServer, 123);
            Traffic.Datagram(Historian, TimeServer, 514);
        }

        _cycle++;
        Traffic.NowNs = end;
    }
}
