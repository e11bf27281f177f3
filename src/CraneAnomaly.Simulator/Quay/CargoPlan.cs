namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// The work list of one crane: bays of the vessel, one after the other, and in each the containers to discharge and
/// then those to load. Empties, heavy boxes, reefers, twins and lines come in the shares that terminals report.
/// </summary>
internal sealed class CargoPlan(ulong seed, int crane, Berth berth)
{
    public const string None = "none";

    private const double ShipSide = 8;
    private const double RowWidth = 2.55;
    private const double BoxHeight = 2.6;
    private const double ChassisHeight = 1.4;
    private const double BayLength = 14.5;

    /// <summary>One crane's part of the quay, m.</summary>
    private const double CraneWidth = 88;

    private readonly RandomStream _random = new(seed, crane, RandomPurpose.Containers);

    private int _left;
    private int _inBay;
    private int _visits;
    private bool _loading;
    private double _baySize = 40;
    private bool _hatchWaits;

    /// <summary>Bay in work, as the vessel's plan numbers it.</summary>
    public string Bay { get; private set; } = None;

    /// <summary>Where the crane has to stand, m.</summary>
    public double Gantry { get; private set; } = (crane / Berth.CranesPerBerth * Berth.Length) + 30
        + (crane % Berth.CranesPerBerth * CraneWidth);

    /// <summary>Whether the next job is in another bay.</summary>
    public bool BayIsDone => _left == 0;

    /// <summary>What scenarios change about the cargo.</summary>
    public CargoMix Mix { get; set; } = CargoMix.Usual;

    /// <summary>A new vessel: what was planned is void.</summary>
    public void Drop() => _left = 0;

    /// <summary>Opens the next bay of the plan.</summary>
    public void NextBay()
    {
        _visits++;
        _inBay = 24 + _random.Below(30);
        _left = _inBay;
        _loading = _random.Uniform() < 0.4;
        _baySize = _random.Uniform() < Mix.ShortBays ? 20 : 40;
        _hatchWaits = _random.Uniform() < 0.35;
        int slot = ((_visits * 2) + _random.Below(2)) % 5;
        int own = crane % Berth.CranesPerBerth;
        Gantry = berth.Bow + 10 + (own * CraneWidth) + (slot * BayLength);
        int number = 2 + (((own * 6) + slot) * 4);
        Bay = number < 10 ? $"0{number}" : number.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Fills in the next lift.</summary>
    public void Next(ContainerJob job)
    {
        _left--;
        if (_left == _inBay / 2) _loading = !_loading;
        double kind = _random.Uniform();
        double mass = _random.Uniform();
        double place = _random.Uniform();
        int row = _random.Below(berth.Rows);
        int tier = _random.Below(6);
        int line = Math.Min(_random.Below(ContainerIds.Lines), _random.Below(ContainerIds.Lines));
        int serial = _random.Below(1_000_000);
        int lane = _random.Below(4);

        job.IsHatchCover = _hatchWaits || kind < Mix.HatchCovers;
        _hatchWaits = false;
        job.IsTwin = !job.IsHatchCover && _baySize == 20 && kind < Mix.Twins;
        job.IsReefer = !job.IsHatchCover && _baySize == 40 && place < Mix.Reefers;
        job.IsDischarge = !_loading || job.IsHatchCover;
        job.Line = line;
        job.Size = job.IsHatchCover || job.IsTwin ? 40 : _baySize;
        job.Weight = job.IsHatchCover ? 25 + (5 * mass) : Weight(job, mass);
        job.Container = job.IsHatchCover ? None : Ids(job, line, serial);
        Place(job, row, tier, lane, kind);
    }

    private static string Ids(ContainerJob job, int line, int serial)
    {
        string first = ContainerIds.Create(line, serial);
        return job.IsTwin ? $"{first} {ContainerIds.Create(line, (serial + 7919) % 1_000_000)}" : first;
    }

    private double Weight(ContainerJob job, double mass)
    {
        double each = _baySize == 20 ? 2.3 : 3.9;
        bool empty = mass < Mix.Empties;
        double full = (mass - Mix.Empties) / (1 - Mix.Empties);
        double cargo = empty ? 0 : (_baySize == 20 ? 6 : 7) + (full * (_baySize == 20 ? 18 : 21));
        if (job.IsReefer && !empty) cargo += 3;
        double one = Math.Min(each + cargo, 32.5);
        return job.IsTwin ? 2 * Math.Min(one, 24) : one;
    }

    private void Place(ContainerJob job, int row, int tier, int lane, double kind)
    {
        double deck = berth.Deck + berth.Tide;
        bool below = kind > 0.6;
        double ship = ShipSide + (row * RowWidth);
        double floor = below ? deck - 13 + (Math.Min(tier, 3) * BoxHeight) : deck + (tier * BoxHeight);
        double top = job.IsHatchCover ? deck + 0.8 : floor + BoxHeight;
        double quay = job.IsHatchCover ? -24 : -6 - (4 * lane);
        double quayHeight = job.IsHatchCover ? 1.0 : ChassisHeight + BoxHeight;
        job.TravelHeight = deck + (5 * BoxHeight) + BoxHeight + 2;
        job.PickTrolley = job.IsDischarge ? ship : quay;
        job.PickHeight = job.IsDischarge ? top : quayHeight;
        job.PlaceTrolley = job.IsDischarge ? quay : ship;
        job.PlaceHeight = job.IsDischarge ? quayHeight : top;
    }
}
