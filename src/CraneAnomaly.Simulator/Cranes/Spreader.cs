namespace CraneAnomaly.Simulator.Cranes;

/// <summary>
/// The spreader: landed, twistlocks and telescope. Locked and unlocked are both false while the pins turn, as TIC 4.0
/// has it: locked means all of them.
/// </summary>
internal sealed class Spreader(RandomStream random)
{
    private const double LandingTime = 0.3;

    private double _turning;
    private double _turnTime = 1.2;
    private double _contact;
    private double _telescopeRate;
    private double _wantedSize = 40;

    /// <summary>Pins all in the locked position.</summary>
    public bool Locked { get; private set; }

    /// <summary>Pins all in the unlocked position.</summary>
    public bool Unlocked { get; private set; } = true;

    /// <summary>Stands on a container, or with a container on its place, with all corners.</summary>
    public bool Landed { get; private set; }

    /// <summary>A pin stands half-way: neither locked nor unlocked.</summary>
    public bool Jammed { get; set; }

    /// <summary>Where the pins were told to go.</summary>
    public bool WantLocked { get; private set; }

    /// <summary>Length, ft; between two sizes while it telescopes.</summary>
    public double Size { get; private set; } = 40;

    public bool IsTelescoping => Size != _wantedSize;

    /// <summary>Starts to telescope: 20 to 30 s from 20 to 40 ft.</summary>
    public void Telescope(double size)
    {
        _wantedSize = size;
        _telescopeRate = 20 / random.Uniform(20, 30);
    }

    /// <summary>Tells the pins to turn; whether they may is the controller's affair.</summary>
    public void Turn(bool locked)
    {
        if (WantLocked == locked) return;
        WantLocked = locked;
        _turning = 0;
        _turnTime = random.Uniform(1.0, 1.5);
    }

    public void Step(double dt, bool contact)
    {
        _contact = contact ? _contact + dt : 0;
        Landed = _contact >= LandingTime;
        if (Jammed)
        {
            Locked = false;
            Unlocked = false;
        }
        else if (WantLocked ? !Locked : !Unlocked)
        {
            _turning += dt;
            Locked = WantLocked && _turning >= _turnTime;
            Unlocked = !WantLocked && _turning >= _turnTime;
        }

        if (Size == _wantedSize) return;
        double way = _wantedSize - Size;
        double step = _telescopeRate * dt;
        Size = Math.Abs(way) <= step ? _wantedSize : Size + (Math.Sign(way) * step);
    }
}
