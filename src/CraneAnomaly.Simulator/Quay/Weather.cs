namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// Wind over the whole port, once a second: a slow mean around 7 m/s, and gusts of seconds that all cranes feel.
/// </summary>
internal sealed class Weather
{
    private const double Usual = 7;
    private const double SlowSeconds = 5400;
    private const double SlowDeviation = 2.2;

    private readonly RandomStream _random;

    private double _deviation;
    private double _gust;
    private double _gustGoal;
    private int _gustLeft;

    public Weather(RandomStream random)
    {
        _random = random;
        _deviation = SlowDeviation * random.Normal();
    }

    /// <summary>What a scenario adds to the mean, m/s.</summary>
    public double Extra { get; set; }

    /// <summary>Wind at the height of the anemometers, m/s, without what is local to a crane.</summary>
    public double Speed { get; private set; } = Usual;

    /// <summary>One second.</summary>
    public void Step()
    {
        double noise = _random.Normal();
        double chance = _random.Uniform();
        _deviation += (-_deviation / SlowSeconds) + (SlowDeviation * Math.Sqrt(2 / SlowSeconds) * noise);
        if (_gustLeft > 0) _gustLeft--;
        else _gustGoal = 0;
        if (_gustLeft == 0 && chance < 1.0 / 240)
        {
            _gustLeft = 4 + (int)(chance * 240 * 16);
            _gustGoal = 1 + (chance * 240 * 3.5);
        }

        _gust += (_gustGoal - _gust) * 0.35;
        Speed = Math.Max(0, Math.Min(13.5, Usual + _deviation) + _gust + Extra);
    }
}
