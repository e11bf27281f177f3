namespace CraneAnomaly.Simulator.Traffic.Intrusion;

/// <summary>
/// A ship-to-shore crane that unloads a ship: down to a box, lock, up, over the quay, down on a truck, unlock, up and
/// back; every fourth box the gantry goes on by half a bay.
/// </summary>
internal sealed class CraneMotion(Noise noise)
{
    private const double Step = 0.1, Clear = 32;

    private readonly CraneAxis _hoist = new(Clear, 2.5, 0.6), _trolley = new(25, 4, 0.6), _gantry = new(120, 0.75, 0.2);
    private double _row = 60, _tier = 15, _lane = 15, _bay = 120;
    private int _phase, _moves, _box, _wind = 62;
    private double _wait;

    public CraneAxis Hoist => _hoist;

    public CraneAxis Trolley => _trolley;

    public CraneAxis Gantry => _gantry;

    public bool Locked { get; private set; }

    public bool Landed => _phase is 2 or 6;

    /// <summary>Load under the ropes in units of 10 kg: the spreader, and the box.</summary>
    public int Load => (int)(900 + (Locked ? _box : 0) + noise.Between(-2, 2));

    /// <summary>In units of 0.1 m/s.</summary>
    public int Wind => _wind;

    /// <summary>Goes on for a tenth of a second at a share of full speed.</summary>
    public void Advance(double share)
    {
        if (noise.Next() % 16 == 0) _wind = Math.Clamp(_wind + (int)noise.Between(-2, 2), 35, 95);
        if (_wait > 0)
        {
            _wait -= Step;
            return;
        }

        // A full spreader is lifted more slowly.
        double lift = Locked ? share * 0.6 : share;
        bool done = _phase switch
        {
            0 => _trolley.Toward(_row, share, Step),
            1 => _hoist.Toward(_tier, lift, Step),
            2 => Lock(true),
            3 => _hoist.Toward(Clear, lift, Step),
            4 => _trolley.Toward(_lane, share, Step),
            5 => _hoist.Toward(1.5, lift, Step),
            6 => Lock(false),
            7 => _hoist.Toward(Clear, lift, Step),
            _ => _gantry.Toward(_bay, 1, Step),
        };
        if (!done) return;
        _phase = (_phase + 1) % 9;
        if (_phase is 2 or 6) _wait = noise.Between(30, 70) * Step;
        if (_phase == 0) NextBox();
    }

    private bool Lock(bool locked)
    {
        Locked = locked;
        if (locked) _box = (int)noise.Between(350, 2900);
        return true;
    }

    private void NextBox()
    {
        _row = 45 + 2.5 * noise.Between(0, 14);
        _tier = 8 + 2.6 * noise.Between(0, 5);
        _lane = 10 + 3.5 * noise.Between(0, 3);
        if (++_moves % 4 == 0) _bay += 6.5;
    }
}
