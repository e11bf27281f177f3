namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// Up to four cranes beside each other and the vessels that call there, one after the other with hours between.
/// The first vessel has been there for a while when the simulation begins.
/// </summary>
internal sealed class Berth
{
    public const int CranesPerBerth = 4;

    /// <summary>Quay of one berth, m.</summary>
    public const double Length = 400;

    private static readonly string[] Names =
    [
        "ALDEBARAN STAR", "BALTIC HERON", "CAPE LINDEN", "DORADO BRIDGE", "EASTERN PLOVER", "FJORD MERCHANT",
        "GULF OF ARTA", "HALCYON TRADER", "ISLA NEGRA", "JADE HARRIER", "KESTREL BAY", "LOMBOK PIONEER",
    ];

    private readonly RandomStream _random;
    private readonly int _number;
    private double _arrives;
    private double _sails;
    private int _calls;

    public Berth(ulong seed, int number)
    {
        _number = number;
        _random = new(seed, number, RandomPurpose.Vessels);
        _arrives = -_random.Uniform(0.5, 6) * 3600;
        Call();
    }

    /// <summary>The vessel alongside; none between two calls.</summary>
    public string Vessel { get; private set; } = CargoPlan.None;

    /// <summary>Counts the calls.</summary>
    public int Calls => _calls;

    public bool IsOccupied { get; private set; }

    /// <summary>When the next vessel comes, or the last one came, seconds from the start.</summary>
    public double Arrives => _arrives;

    /// <summary>When the last vessel sailed, seconds from the start.</summary>
    public double LastSailed { get; private set; } = double.NegativeInfinity;

    /// <summary>Where the bow lies along the quay, m.</summary>
    public double Bow { get; private set; }

    /// <summary>Rows of containers across the deck.</summary>
    public int Rows { get; private set; }

    /// <summary>Height of the deck's hatch covers above the rail, m; tide and draught move it.</summary>
    public double Deck { get; private set; }

    /// <summary>A scenario's word on where the deck is, m more than it would be.</summary>
    public double Tide { get; set; }

    /// <summary>Moves the calls on to a time, seconds from the start.</summary>
    public void Advance(double time)
    {
        if (IsOccupied && time >= _sails)
        {
            IsOccupied = false;
            Vessel = CargoPlan.None;
            LastSailed = _sails;
            _arrives = _sails + (3600 * _random.Uniform(1.6, 3.5));
        }

        if (!IsOccupied && time >= _arrives) Call();
    }

    private void Call()
    {
        _calls++;
        IsOccupied = true;
        _sails = _arrives + (3600 * _random.Uniform(12, 20));
        Vessel = Names[(_random.Below(Names.Length) + (_number * 3)) % Names.Length];
        Bow = (_number * Length) + _random.Uniform(15, 35);
        Rows = 16 + _random.Below(5);
        Deck = _random.Uniform(2.5, 5.5);
    }
}
